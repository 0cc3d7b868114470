import BaseProtocol
import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// Every way through an audit, a configuration and the declaration of spoiled prints.
@Suite struct AuditDialogueTests {
    private static let request = Turn(
        .base(
            .auditRequest(
                AuditRequest(
                    id: Sample.name, nonce: Sample.nonce, statement: Sample.statement, unsentCount: 0,
                    signature: Sample.signature))), "funds audit")
    private static let verdict = DialogueEvent.service(
        .auditVerdict(
            AuditVerdict(
                psdKey: Sample.key, id: Sample.name, nonce: Sample.nonce, statementCounter: 1, differences: [],
                inspectionDue: Sample.now, epoch: 1, time: Sample.now, signature: Sample.signature)))
    private static let lostRecords = DialogueEvent.service(
        .auditVerdict(
            AuditVerdict(
                psdKey: Sample.key, id: Sample.name, nonce: Sample.nonce, statementCounter: 1,
                differences: [.usageSum], inspectionDue: Sample.now, epoch: 1, time: Sample.now,
                signature: Sample.signature)))
    private static let audits = [
        Way(
            "records are missing there, are sent again, and the audit is made once more",
            Turn(.began, "base auditRequest"), request, Turn(lostRecords, "base applyVerdict"),
            Turn(.base(.done), "base status"), Turn(Sample.status(items: 2, unsent: 0), "base history from 0"),
            Turn(.base(.records([])), "base auditRequest"), request, Turn(lostRecords, "base applyVerdict"),
            Turn(.base(.done), "done AuditOutcome")),
        Way(
            "good", Turn(.began, "base auditRequest"), request, Turn(verdict, "base applyVerdict"),
            Turn(.base(.done), "done AuditOutcome")),
        Way("the base refuses", Turn(.began, "base auditRequest"), .fails(.psdFatal, "fails psd_fatal")),
        Way(
            "the answer is lost", Turn(.began, "base auditRequest"), request, .fails(.httpTimeout, "fails http_timeout")
        ),
        Way(
            "the device does not take the verdict", Turn(.began, "base auditRequest"), request,
            Turn(verdict, "base applyVerdict"), .fails(.nonceStale, "fails nonce_stale")),
        Way(
            "grants are missing there", Turn(.began, "base auditRequest"), request,
            .fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
            Turn(.service(.acknowledgement), "base auditRequest"), request, Turn(verdict, "base applyVerdict"),
            Turn(.base(.done), "done AuditOutcome")),
        Way(
            "the report of the grants is refused", Turn(.began, "base auditRequest"), request,
            .fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
            .fails(.signatureBad, "fails signature_bad")),
    ]

    @Test(arguments: audits.indices) func `an audit`(_ index: Int) {
        follow(Self.audits[index], AuditDialogue(recordsPerBatch: 2))
    }

    private static let wish = Turn(
        .base(
            .configurationRequest(
                ConfigurationRequest(
                    publicKey: Sample.publicKey, nonce: Sample.nonce, statement: Sample.statement,
                    signature: Sample.signature))), "distributor configuration")
    // Were it not made, the table would say so: `kept` fits no line.
    private static let configuration: DialogueEvent = (try? makeConfiguration()) ?? .kept

    private static func makeConfiguration() throws -> DialogueEvent {
        let authorisation = Authorisation(
            psdKey: PSDKeyID(serial: PSDSerial(43), life: 1), psdPublicKey: Sample.publicKey,
            machine: TestDirectory.machine, licence: try LicenceNumber("LIC-1"), state: try StateCode("MH"),
            customer: TabletBench.customer, limits: FrankingLimits(), fundsKey: Sample.publicKey,
            transactionsKey: Sample.publicKey, issuedAt: Sample.now)
        return .service(
            .configuration(
                DeviceConfiguration(
                    authorisation: authorisation, signature: Sample.signature, certificate: [], replaces: Sample.key)))
    }

    private static let configurations = [
        Way(
            "the tablet's own word comes before the licence", Turn(.began, "base configurationRequest"), wish,
            Turn(configuration, "adopt P00000043-1"), Turn(.kept, "base configure"),
            Turn(.base(.done), "done DeviceConfiguration")),
        Way(
            "nothing is applied that cannot be written down", Turn(.began, "base configurationRequest"), wish,
            Turn(configuration, "adopt P00000043-1"), .fails(.dataFull, "fails data_full")),
        Way(
            "not permitted", Turn(.began, "base configurationRequest"), wish,
            .fails(.psdNotPermitted, "fails psd_not_permitted")),
        Way(
            "the base has no such device", Turn(.began, "base configurationRequest"),
            .fails(.psdStateRefuses, "fails psd_state_refuses")),
    ]

    @Test(arguments: configurations.indices) func `a configuration`(_ index: Int) {
        follow(Self.configurations[index], ConfigurationDialogue())
    }

    @Test func `a key that is not permitted is named for the operator`() {
        var dialogue = ConfigurationDialogue()
        _ = dialogue.next(.began)
        _ = dialogue.next(Self.wish.event)
        let step = dialogue.next(.failed(DutyFailure(.psdNotPermitted, "Not permitted.")))
        guard case .failure(let failure) = step.result else {
            Issue.record("It goes on.")
            return
        }
        #expect(failure.remedy.hasPrefix("Give the operator this key: \(Sample.publicKey.hex)."))
    }

    private static func spoil(_ counter: UInt32) -> SpoilDeclaration {
        SpoilDeclaration(
            psdKey: Sample.key, counter: counter, value: .rupees(5), time: Sample.now, signature: Sample.signature)
    }

    private static let spoils = [
        Way("nothing is declared", Turn(.began, "base spoils"), Turn(.base(.spoils([])), "done 0")),
        Way(
            "two, oldest first", Turn(.began, "base spoils"),
            Turn(.base(.spoils([spoil(3), spoil(7)])), "transactions spoil"),
            Turn(.service(.acknowledgement), "base spoilAcknowledged 3"), Turn(.base(.done), "transactions spoil"),
            Turn(.service(.acknowledgement), "base spoilAcknowledged 7"), Turn(.base(.done), "done 2")),
        Way(
            "one that is refused holds up no other, and is told", Turn(.began, "base spoils"),
            Turn(.base(.spoils([spoil(3), spoil(7)])), "transactions spoil"),
            .fails(.spoilRefused, "transactions spoil"),
            Turn(.service(.acknowledgement), "base spoilAcknowledged 7"), Turn(.base(.done), "fails spoil_refused")),
        Way(
            "the network ends it", Turn(.began, "base spoils"),
            Turn(.base(.spoils([spoil(3), spoil(7)])), "transactions spoil"), .fails(.httpTimeout, "fails http_timeout")
        ),
    ]

    @Test(arguments: spoils.indices) func `declarations of spoiled prints`(_ index: Int) {
        follow(Self.spoils[index], SpoilDialogue())
    }
}
