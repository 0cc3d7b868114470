import DutyModel
import Exchanges

/// What really happened, as nobody in the trial can know it: what left a service, what a device signed.
struct Truth {
    /// Decisions that left a service, by operation. A restored backup takes back what it lost.
    var answers: [OperationID: RefillAnswer] = [:]
    /// The most that receipts said of each key, as far as the books were not put back since.
    var receipts: [PSDKeyID: UInt32] = [:]
    /// The same, over all restored backups.
    var receiptsEver: [PSDKeyID: UInt32] = [:]
    /// The nonce or name that went with each statement counter of a key.
    var statements: [PSDKeyID: [UInt64: UInt64]] = [:]
    /// Every impression that left a device, by key and counter: its signature's beginning.
    var impressions: [PSDKeyID: [UInt32: UInt64]] = [:]
    /// The drawings of each impression that left a device. Item numbers go on from life to life, and a print of an earlier
    /// life may come out in a later one.
    var drawings: [PSDSerial: [UInt32: Set<DrawingNumber>]] = [:]
    /// The drawings of each impression that arrived, and those that the device was told so of.
    var papers: [PSDSerial: [UInt32: Set<DrawingNumber>]] = [:]
    var delivered: [PSDSerial: [UInt32: Set<DrawingNumber>]] = [:]
    /// What acts of people did in devices, and the number of each among its device's.
    var acts: [ActID: ActDeed] = [:]
    var actNumbers: [ActID: UInt64] = [:]
    /// Acts whose deed had not come to its end.
    var openDeeds: [ActID] = []
    /// Acts of which a base said that they were not done and never will be.
    var denied: Set<ActID> = []
    /// The act that made each impression.
    var makers: [PSDKeyID: [UInt32: ActID]] = [:]
    /// Devices of which there is or was more than one; a disk put back may bring back an earlier life.
    var forked: Set<PSDSerial> = []
    /// What forked devices told the funds service, and whether it showed that there are two.
    var told: [PSDKeyID: Told] = [:]
    /// Devices that began to be withdrawn: they never apply a grant again.
    var ending: Set<PSDKeyID> = []
    /// Challans whose deposit was acknowledged.
    var deposits: [String: Int64] = [:]
    /// Challans whose reversal was acknowledged.
    var reversals: Set<String> = []

    /// Whether there is or was more than one device of this key.
    func isForked(_ key: PSDKeyID) -> Bool { forked.contains(key.serial) }

    /// What a key's statements, acted upon, told.
    struct Told {
        var statements: [UInt64: RegisterStatement] = [:]
        var highest: UInt64 = 0
        var ascending: Int64 = 0
        var items: UInt32 = 0
        var applied: UInt64 = 0
        var isContradiction = false

        mutating func hear(_ statement: RegisterStatement) {
            let counter = statement.statementCounter
            if let before = statements.updateValue(statement, forKey: counter), before != statement {
                isContradiction = true
            }
            guard counter > highest else { return }
            if statement.registers.ascending.count < ascending || statement.itemCount < items
                || statement.appliedSequence < applied
            {
                isContradiction = true
            }
            highest = counter
            ascending = statement.registers.ascending.count
            items = statement.itemCount
            applied = statement.appliedSequence
        }
    }
}

extension ByteValue {
    /// The first eight bytes, enough to tell two values of a trial apart.
    var mark: UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
