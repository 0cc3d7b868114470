import DutyModel
import Exchanges
import Foundation
import Signing
import Testing
import VerifyHTTP

@testable import Installation
@testable import Tablet

/// What a machine's own page says of stamps.
@Suite struct OwnPrintJudgeTests {
    private static let prefix = "HTTPS://VERIFY.DUTYMARK.EXAMPLE/V/"

    /// A machine that holds this one impression.
    private func judge(
        _ installation: VerifyInstallation, state: PrintState = .printed, failure: DutyFailure? = nil
    ) throws -> OwnPrintJudge {
        let stamp = installation.face.record
        let held = ImpressionSummary(
            stamp: stamp, code: installation.code,
            registers: Registers(ascending: .rupees(1), descending: .rupees(1)),
            uploaded: false, print: PrintStanding(state: state, open: [], format: nil))
        let identity = MachineIdentitySummary(
            machine: try MachineSerial("B700-000042"), psdKey: stamp.psdKey, licence: try LicenceNumber("MH-FR-000317"),
            state: stamp.state, customer: try CustomerAccount("ACME"), cap: .rupees(1), descendingMaximum: .rupees(1))
        return OwnPrintJudge(
            prefix: try VerifyPrefix(Self.prefix),
            impression: { (counter) async throws(DutyFailure) in
                if let failure { throw failure }
                return counter == stamp.counter ? held : nil
            }, identity: { identity })
    }

    @Test func itsOwnPrintIsShownAndNeverCalledGenuine() async throws {
        try await VerifyInstallation.with { installation in
            let judge = try judge(installation)
            for text in [installation.code, String(installation.code.dropFirst(Self.prefix.count))] {
                let answer = await judge.answer(text)
                #expect(answer.verdict == .ownPrint && answer.contents?.stamp.counter == 17)
            }
            let spoiled = await (try self.judge(installation, state: .spoiled)).answer(installation.code)
            #expect(spoiled.verdict == .ownPrint && spoiled.reason.contains("declared spoiled"))
        }
    }

    @Test func whatItDoesNotHoldIsNotJudged() async throws {
        try await VerifyInstallation.with { installation in
            let judge = try judge(installation)
            // Another signature under the same item, another item, and another installation's address.
            let other = try #require(Ed25519Signer(seed: Array(repeating: 9, count: 32)))
            let record = installation.face.record
            let next = StampRecord(
                psdKey: record.psdKey, counter: 18, value: record.value, time: record.time, state: record.state,
                article: record.article)
            let body = installation.code.dropFirst(Self.prefix.count)
            var codes = ["HTTPS://ELSEWHERE.EXAMPLE/V/" + body]
            for record in [record, next] {
                let stamp = SignedStamp(record: record, signature: try other.sign(record.signedForm))
                codes.append(try StampCode.encode(stamp, prefix: VerifyPrefix(Self.prefix)))
            }
            for code in codes {
                let answer = await judge.answer(code)
                #expect(answer.verdict == .notOwnPrint && answer.contents == nil, "\(code)")
            }
            #expect(await judge.answer("NONSENSE").verdict == .notProven)
        }
    }

    @Test func whileTheBaseDoesNotAnswerNothingIsSaid() async throws {
        try await VerifyInstallation.with { installation in
            let judge = try judge(installation, failure: DutyFailure(.linkDown, "The base doesn't answer."))
            let answer = await judge.answer(installation.code)
            #expect(answer.verdict == .noKeyList && answer.code == .linkDown)
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.0.0.9", true), ("::1", true), ("0.0.0.0", false), ("::", false),
        ("192.168.1.5", false), ("2001:db8::1", false),
    ])
    func itIsServedOnThisComputerAlone(address: String, isServed: Bool) {
        #expect(PagePlace(address: address, port: 8700).isOnThisComputerAlone == isServed)
    }
}
