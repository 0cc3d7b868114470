import BaseProtocol
import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// Every way through the showing of a licence to a back end that lost the device.
@Suite struct LicenceDialogueTests {
    private static let key = PSDKeyID(serial: Sample.key.serial, life: 2)

    private static func licence() throws -> DialogueEvent {
        let terms = Authorisation(
            psdKey: key, psdPublicKey: Sample.publicKey, machine: try MachineSerial("M-1"),
            licence: try LicenceNumber("L-1"), state: try StateCode("MH"), customer: try CustomerAccount("C-1"),
            limits: FrankingLimits(), fundsKey: Sample.publicKey, transactionsKey: Sample.publicKey,
            issuedAt: Sample.now)
        return .base(
            .licence(
                DeviceConfiguration(
                    authorisation: terms, signature: Sample.signature, certificate: [1], replaces: nil)))
    }

    private static let request = DialogueEvent.base(
        .auditRequest(
            AuditRequest(
                id: Sample.name, nonce: Sample.nonce, statement: Sample.statement, unsentCount: 0,
                signature: Sample.signature)))

    private static func grant(life: UInt8) -> RefillAnswer {
        RefillAnswer(
            operation: RefillOperation(
                psdKey: PSDKeyID(serial: key.serial, life: life), id: Sample.name, sequence: UInt64(life), attempt: 1,
                amount: .rupees(5)), decision: .granted(controlTotalAfter: .rupees(5)), signature: Sample.signature)
    }

    @Test func `each way ends with whether the back end took it`() throws {
        let grants = DialogueEvent.base(.grants([Self.grant(life: 1), Self.grant(life: 2)]))
        let toRecords = [
            Turn(.began, "base licence"), Turn(try Self.licence(), "base auditRequest"),
            Turn(Self.request, "base grants"), Turn(grants, "base history from 0"),
        ]
        let sent = toRecords + [Turn(.base(.records([])), "distributor licence")]
        var ways = [
            Way("none is kept", Turn(.began, "base licence"), Turn(.base(.licence(nil)), "done false")),
            Way("no base", Turn(.began, "base licence"), .fails(.linkDown, "fails link_down")),
        ]
        ways.append(Way("nothing printed", turns: sent + [Turn(.service(.acknowledgement), "done true")]))
        ways.append(Way("refused", turns: sent + [.fails(.psdRetired, "fails psd_retired")]))
        ways.append(
            Way(
                "records of two pages",
                turns: toRecords + [
                    Turn(.base(.records(Sample.records(1...2))), "base history from 3"),
                    Turn(.base(.records(Sample.records(3...4, life: 2))), "distributor licence"),
                ]))
        for way in ways { follow(way, LicenceDialogue(recordsPerPage: 2)) }
    }

    @Test(arguments: [UInt32(1), 2, 3]) func `the last record before this life and the first one of it are shown`(
        _ first: UInt32
    ) throws {
        var dialogue = LicenceDialogue(recordsPerPage: 2)
        let earlier = first > 1 ? Sample.records(1...(first - 1)) : []
        let all = earlier + Sample.records(first...5, life: 2)
        var event = DialogueEvent.began
        while true {
            switch dialogue.next(event) {
            case .askBase(.licence): event = try Self.licence()
            case .askBase(.auditRequest): event = Self.request
            case .askBase(.grants): event = .base(.grants([Self.grant(life: 1), Self.grant(life: 2)]))
            case .askBase(.history(let from, let limit)):
                event = .base(.records(Array(all.filter { $0.counter >= from }.prefix(limit))))
            case .askService(.licence(let report)):
                #expect(report.firstRecords.map(\.counter) == (first > 1 ? [first - 1, first] : [first]))
                #expect(report.firstGrant == Self.grant(life: 2) && report.psdKey == Self.key)
                return
            case let step:
                Issue.record("\(step.words)")
                return
            }
        }
    }
}
