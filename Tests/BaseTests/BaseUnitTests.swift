import BaseProtocol
import DutyModel
import Exchanges
import Foundation
import Printing
import SecurityDevice
import Signing
import Testing

@testable import Base

/// What the base answers, word by word.
@Suite struct BaseUnitTests {
    @Test func `a refill fills the register and an impression debits it`() async throws {
        let bench = try await BaseBench()
        let record = try await bench.frank(10)
        #expect(record.counter == 1)
        let status = try await bench.status()
        #expect(status.registers == Registers(ascending: .rupees(10), descending: .rupees(990)))
        #expect(status.outstandingRefill == nil)
    }

    @Test func `records are told oldest first to upload and newest first to look at`() async throws {
        let bench = try await BaseBench()
        for _ in 0..<3 { _ = try await bench.frank() }
        guard case .records(let usage) = try await bench.unit.answer(.usage(from: 2, limit: 9)),
            case .records(let recent) = try await bench.unit.answer(.recent(limit: 2))
        else {
            Issue.record("another answer")
            return
        }
        #expect(usage.map(\.counter) == [2, 3])
        #expect(recent.map(\.counter) == [3, 2])
    }

    @Test func `an audit keeps its name however often it is asked for`() async throws {
        let bench = try await BaseBench()
        guard case .auditRequest(let first) = try await bench.unit.answer(.auditRequest()),
            case .auditRequest(let second) = try await bench.unit.answer(.auditRequest())
        else {
            Issue.record("another answer")
            return
        }
        #expect(first.id == second.id)
        #expect(first.nonce != second.nonce)
        #expect(first.statement.statementCounter < second.statement.statementCounter)
    }

    @Test func `a record from the future stops the device for good`() async throws {
        let bench = try await BaseBench()
        let known = try await bench.frank()
        _ = try await bench.unit.answer(.witness(known))
        let other = try await BaseBench()
        #expect(await code { _ = try await other.unit.answer(.witness(known)) } == .signatureBad)
        #expect(try await other.status().isOpen)
    }

    @Test func `a refusal changes nothing`() async throws {
        let bench = try await BaseBench()
        let before = try await bench.status()
        #expect(await code { _ = try await bench.frank(1_001) } == .amountOverFunds)
        #expect(await code { _ = try await bench.unit.answer(.refillRequest()) } == .refillNoneOutstanding)
        #expect(await code { _ = try await bench.draw(1) } == .impressionUnknown)
        #expect(try await bench.status() == before)
    }
}

/// What is drawn, and what is not.
@Suite struct ImpressionDeskTests {
    private static let png = Data([0x89, 0x50, 0x4E, 0x47])

    @Test func `an impression has two drawings with one code, and each is sent again until it arrived`() async throws {
        let bench = try await BaseBench()
        for _ in 0..<2 { _ = try await bench.frank() }
        let first = try await bench.draw(1)
        #expect(first.file.starts(with: Self.png) && !first.sentAgain)
        #expect(await code { _ = try await bench.draw(1, .second) } == .printUnconfirmed)
        let again = try await bench.draw(1)
        #expect(again.file == first.file && again.sentAgain, "byte for byte")
        _ = try await bench.unit.answer(.drawingDelivered(counter: 1, .first))
        #expect(await code { _ = try await bench.draw(1) } == .printSpent)
        let second = try await bench.draw(1, .second)
        #expect(first.file != second.file, "the second sheet says what it is")
        let reader = QRImageReader()
        #expect(try reader.stampCode(inPNG: Array(first.file)) == reader.stampCode(inPNG: Array(second.file)))
        _ = try await bench.unit.answer(.drawingDelivered(counter: 1, .second))
        #expect(await code { _ = try await bench.draw(1, .second) } == .printSpent)
        #expect(try await bench.draw(2, .first, .pdf).file.starts(with: Data("%PDF".utf8)))
        #expect(try await bench.printStates() == [1: .printedAgain, 2: .begun])
    }

    @Test(arguments: PrintFormat.allCases) func `a drawing is sent again in the form it began in, byte for byte`(
        _ format: PrintFormat
    ) async throws {
        let bench = try await BaseBench()
        _ = try await bench.frank()
        let first = try await bench.draw(1, .first, format)
        #expect(first.format == format && first.file.count <= PrintFormat.mostBytes / 2, "room is set aside for it")
        for asked in PrintFormat.allCases {
            let again = try await bench.draw(1, .first, asked)
            #expect(again.file == first.file && again.format == format && again.sentAgain)
        }
    }

    @Test func `a spoiled print is never drawn, and its declaration waits for the back end`() async throws {
        let bench = try await BaseBench()
        for _ in 0..<2 { _ = try await bench.frank() }
        _ = try await bench.draw(1)
        guard case .spoiled(let declaration) = try await bench.unit.answer(.spoil(counter: 1)),
            case .spoils(let waiting) = try await bench.unit.answer(.spoils)
        else {
            Issue.record("another answer")
            return
        }
        #expect(waiting == [declaration])
        #expect(try await bench.status().unacknowledgedSpoils == 1)
        #expect(await code { _ = try await bench.draw(1) } == .printSpent)
        _ = try await bench.unit.answer(.spoilAcknowledged(counter: 1))
        #expect(try await bench.status().unacknowledgedSpoils == 0)
        #expect(try await bench.printStates() == [1: .spoiled, 2: .debited])
    }

    @Test func `a specimen is drawn in every state that has a licence, and none without one`() async throws {
        for bench in [
            try await BaseBench(), try await BaseBench(funds: .zero), try await BaseBench(funds: .zero, tampered: true),
        ] {
            #expect(try await bench.file(.specimen(.png)).starts(with: Self.png))
            #expect(try await bench.status().itemCount == 0)
        }
        let unlicensed = try await BaseBench(licensed: false)
        #expect(await code { _ = try await unlicensed.file(.specimen(.png)) } == .psdStateRefuses)
    }

    @Test func `a record that was changed is not drawn`() async throws {
        let bench = try await BaseBench()
        let record = try await bench.frank(10)
        let stamp = record.record.stamp.record
        let dearer = StampRecord(
            psdKey: stamp.psdKey, counter: stamp.counter, value: .rupees(10_000), time: stamp.time, state: stamp.state,
            article: stamp.article)
        let forged = SignedUsageRecord(
            record: UsageRecord(
                stamp: SignedStamp(record: dearer, signature: record.record.stamp.signature),
                registers: record.record.registers, previous: record.record.previous),
            signature: record.signature)
        let desk = ImpressionDesk(
            prefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), demonstration: true, titles: { _, _ in nil })
        let licence = try #require(try await bench.status().authorisation)
        func draw(_ record: SignedUsageRecord) throws {
            _ = try desk.impression(PermittedDrawing(record: record, licence: licence, number: .first), .png)
        }
        #expect(await code { try draw(forged) } == .signatureBad)
        #expect(await code { try draw(record) } == nil)
    }

    @Test func `a record of another device's life is not drawn`() async throws {
        let bench = try await BaseBench()
        let record = try await bench.frank()
        var licence = try #require(try await bench.status().authorisation)
        let later = PSDKeyID(serial: licence.psdKey.serial, life: licence.psdKey.life + 1)
        licence = Authorisation(
            psdKey: later, psdPublicKey: licence.psdPublicKey, machine: licence.machine, licence: licence.licence,
            state: licence.state, customer: licence.customer, limits: licence.limits, fundsKey: licence.fundsKey,
            transactionsKey: licence.transactionsKey, issuedAt: licence.issuedAt)
        let desk = ImpressionDesk(
            prefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), demonstration: true, titles: { _, _ in nil })
        let drawing = PermittedDrawing(record: record, licence: licence, number: .first)
        #expect(await code { _ = try desk.impression(drawing, .png) } == .printFailed)
    }

    @Test func `an act whose refill is decided is answered with the decision`() async throws {
        var bench = try await BaseBench()
        let act = ActID(
            on: BaseBench.key.serial, mark: try await bench.status().actMark, random: SystemRandomSource())
        guard
            case .refillBegun(let operation) = try await bench.unit.answer(.beginRefill(amount: .rupees(2), act: act)),
            case .refillBegun(operation) = try await bench.unit.answer(.beginRefill(amount: .rupees(2), act: act)),
            case .refillRequest(let cancellation) = try await bench.unit.answer(.refillRequest(.cancellation))
        else {
            Issue.record("another answer")
            return
        }
        _ = try await bench.unit.answer(.applyRefill(try bench.funds.answer(cancellation)))
        guard case .outcome(let again) = try await bench.unit.answer(.beginRefill(amount: .rupees(2), act: act)),
            case .outcome(let asked) = try await bench.unit.answer(.outcome(of: act))
        else {
            Issue.record("another answer")
            return
        }
        #expect(again == .done(.refill(operation, .cancelled)) && asked == again)
    }
}
