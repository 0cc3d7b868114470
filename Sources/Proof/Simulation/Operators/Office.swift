import DutyModel
import FundsLedger

/// What the operators of the back end remember on paper.
struct Office {
    /// Challans that were paid in at the bank, by number.
    var challans: [(number: String, paise: Int64)] = []
    /// Challans that were booked by mistake: their money went back over the bank's counter.
    var mistaken: [String] = []
    /// Money from outside that cleared what was in suspense.
    var cleared: Int64 = 0
    /// Keys that were taken out of use.
    var retired: Set<PSDKeyID> = []
    /// An old primary that nobody told yet that it is one no more.
    var oldPrimary: Int?
    /// A restore goes back behind no enrolment and no withdrawal.
    var restoreFloor = 0
    var restores = 0
    /// The newest backup of a database that was lost since.
    var backup: [[BookWrite]] = []
    var nextSerial: UInt32 = 1
    /// The device that each machine had before, until the new one has its licence.
    var replaced: [Int: PSDKeyID?] = [:]
    /// Impressions declared spoiled that the machine knows of, by key.
    var spoils: [PSDKeyID: Set<UInt32>] = [:]
    var acts = 0
}
