/// What may go wrong at a step.
package enum TrialFault: UInt8, Sendable, CaseIterable {
    case loss, duplicate, delay, oneWay, partition
    case crashBefore, crashAfter, tornWrite, syncError, diskFull, badSector
    case clockJump, frozenClock
    case clone, rollback, lostFolder, restore, failOver
    case operatorAct

    /// A heading of at most six letters.
    var heading: String {
        switch self {
        case .loss: "loss"
        case .duplicate: "double"
        case .delay: "late"
        case .oneWay: "1-way"
        case .partition: "2-way"
        case .crashBefore: "crash<"
        case .crashAfter: "crash>"
        case .tornWrite: "torn"
        case .syncError: "sync"
        case .diskFull: "full"
        case .badSector: "sector"
        case .clockJump: "jump"
        case .frozenClock: "freeze"
        case .clone: "clone"
        case .rollback: "rolled"
        case .lostFolder: "lost"
        case .restore: "backup"
        case .failOver: "f-over"
        case .operatorAct: "oper."
        }
    }

    /// Why it cannot strike at a step; nil where it can.
    func impossible(at step: ProtocolStep) -> String? {
        switch self {
        case .crashBefore, .tornWrite, .syncError, .diskFull:
            step.writes ? nil : "nothing is written in this step"
        case .badSector:
            step.place == .device ? nil : "only the device keeps a journal of sectors; a database has a replica"
        default: nil
        }
    }
}
