import DutyModel
import FundsLedger
import Signing

/// The end of a life that restored books did not see, taken from the beginning of the next one.
struct UnseenEnd {
    let books: SQLFundsBooks

    /// Adds the end, and takes the life out of use. What it gave up is not booked before somebody has looked: these books
    /// may lack its last grants.
    func add(_ end: LifeStart, of life: DeviceAccount, nextLife: PSDKeyID, at now: Timestamp) throws(DutyFailure) {
        var life = life
        let removed = max(.zero, try life.controlTotal.subtracting(end.ascending))
        // The device's own name for it is lost; it is asked for no more.
        let name = ContentHash(sha256: Array(nextLife.description.utf8))
        let id = OperationID(unchecked: Array(name.bytes.prefix(OperationID.length)))
        try books.add(
            WithdrawalOnBook(id: id, removed: removed, lastCounter: end.itemCount, end: end), of: life, at: now)
        if removed > .zero { try AccountsTakenUp(transaction: books.transaction).note(gap: .zero, of: life, at: now) }
        life.end(as: .retired, at: life.endedAt ?? now)
        try books.update(life, readAtSequence: life.nextSequence)
    }
}
