import DutyModel
import Exchanges
import Testing

@testable import SecurityDevice
@testable import Tablet

/// What is due for a device that stands like this: the whole table.
@Suite struct AutomaticDutyTests {
    private static let now = Timestamp(1_790_000_000)
    private static let refill = RefillOperation(
        psdKey: TestDirectory.key, id: OperationID(unchecked: Array(repeating: 1, count: OperationID.length)),
        sequence: 1, attempt: 1, amount: .rupees(5))

    private struct Row {
        var name: String
        var phase = LifePhase.valid
        var lock: FailureCode?
        var refill = false
        /// Hours for which the oldest record has waited; nil where none waits.
        var waited: Int64?
        var warns = false
        var differences: [AuditDifference] = []
        var keyDestroyed = false
        var spoils = 0
        var auditGoesOn = false
        var wanted = false
        var prevented: Set<AutomaticDuty> = []
        var due: [AutomaticDuty]

        func status() -> DeviceStatus {
            var status = DeviceStatus(phase: phase, time: now)
            status.lock = lock
            status.outstandingRefill = refill ? AutomaticDutyTests.refill : nil
            status.outstandingAudit =
                auditGoesOn ? OperationID(unchecked: Array(repeating: 3, count: OperationID.length)) : nil
            status.auditDifferences = differences
            status.inspectionWarns = warns
            status.unsentCount = waited == nil ? 0 : 1
            status.oldestUnsentTime = waited.map { now.advanced(bySeconds: -$0 * 3600) }
            status.keyDestroyed = keyDestroyed
            status.unacknowledgedSpoils = spoils
            return status
        }
    }

    private static let table = [
        Row(name: "all is well", due: []),
        Row(name: "a refill is outstanding", refill: true, due: [.refill]),
        Row(
            name: "the first refill is outstanding", phase: .authorised, lock: .psdStateRefuses, refill: true,
            due: [.refill]),
        Row(name: "a record waits for less than a day", waited: 23, due: []),
        Row(name: "a record waits for a day", waited: 24, due: [.upload]),
        Row(name: "a record is dated ahead, and locks", lock: .psdUploadOverdue, waited: -99, due: [.upload]),
        Row(name: "the store is full", lock: .psdStoreFull, waited: 1, due: [.upload]),
        Row(
            name: "records wait while the machine is withdrawn", phase: .withdrawPending, lock: .psdStateRefuses,
            waited: 30, due: [.withdrawal]),
        Row(name: "the inspection is near", warns: true, due: [.audit]),
        Row(name: "the inspection is overdue", lock: .psdInspectionOverdue, warns: true, due: [.audit]),
        Row(name: "the limit of a period is reached", lock: .psdInspectionLimit, due: [.audit]),
        Row(name: "the clock went back", lock: .psdClockWentBack, due: [.audit]),
        Row(
            name: "the last audit found differences", lock: .psdAuditFailed, warns: true, differences: [.clone],
            due: []),
        Row(
            name: "nothing can be done for a withdrawn device", phase: .withdrawn, lock: .psdStateRefuses,
            refill: true, waited: 30, warns: true, keyDestroyed: true, due: []),
        Row(
            name: "a withdrawal waits for its acknowledgement", phase: .withdrawn, lock: .psdStateRefuses,
            due: [.withdrawal]),
        Row(
            name: "a device waits for its licence", phase: .initialised, lock: .psdStateRefuses,
            due: [.configuration]),
        Row(name: "an audit has begun and has no verdict", auditGoesOn: true, due: [.audit]),
        Row(
            name: "an audit has begun, whatever the last one found", differences: [.clone], auditGoesOn: true,
            due: [.audit]),
        Row(name: "the back end wishes for an audit", wanted: true, due: [.audit]),
        Row(
            name: "the wish for an audit counts after differences too", differences: [.clone], wanted: true,
            due: [.audit]),
        Row(
            name: "the journal was shown to be old: another audit would not make it newer", lock: .journalRolledBack,
            due: []),
        Row(name: "a spoiled print was not acknowledged", spoils: 1, due: [.spoils]),
        Row(name: "its record waits too, and goes first", waited: 0, spoils: 1, due: [.upload, .spoils]),
        Row(name: "the network prevented an upload", waited: 1, prevented: [.upload], due: [.upload]),
        Row(name: "the network prevented an upload of nothing", prevented: [.upload], due: []),
        Row(name: "the network prevented an audit", prevented: [.audit], due: [.audit]),
        Row(name: "all at once, money first", refill: true, waited: 30, warns: true, due: [.refill, .upload, .audit]),
    ]

    @Test(arguments: table.indices) func `what is due follows from the status alone`(_ index: Int) {
        let row = Self.table[index]
        #expect(
            AutomaticDuty.due(
                row.status(), settings: TabletSettings(), auditIsWanted: row.wanted, prevented: row.prevented)
                == row.due,
            "\(row.name)")
    }
}
