import DutyModel
import Exchanges

extension FundsDesk {
    /// Takes a device into the books as an operator permitted it: `device` as it is to be, on the statement it made.
    ///
    /// A first life begins with nothing, a later one where the one before was withdrawn. Another device of the same
    /// machine is replaced: it is refilled no more, and what it holds comes back by its withdrawal. Returns that
    /// device. Throws `register_mismatch` where the statement is not such a beginning, `psd_retired` where the life
    /// before was not withdrawn, and `operation_conflict` where the key is in already.
    package func admit(
        _ device: DeviceAccount, on statement: RegisterStatement, replacing old: PSDKeyID?
    ) throws(DutyFailure) -> PSDKeyID? {
        let start = device.start
        guard statement.psdKey == device.psdKey, statement.registers.ascending == start.ascending,
            statement.registers.descending == .zero, statement.itemCount == start.itemCount,
            statement.appliedSequence == start.appliedSequence, statement.chainHead == start.chainHead,
            statement.lastGrant == start.lastGrant, statement.statementCounter > start.statementCounter
        else {
            throw DutyFailure(.registerMismatch, "\(device.psdKey) does not begin where its books begin.")
        }
        let replaced = try old.map { (old) throws(DutyFailure) in try replace(old, by: device.psdKey) } ?? false
        try books.add(device)
        return replaced ? old : nil
    }

    /// Takes a device's place in its machine: it is refilled no more. Nothing changes where it is another life of the same
    /// device, or out of use; says whether it was replaced.
    @discardableResult
    package func replace(_ old: PSDKeyID, by new: PSDKeyID) throws(DutyFailure) -> Bool {
        guard old.serial != new.serial, var before = try books.device(old), before.endedAt == nil else { return false }
        if !before.standing.isSettled { before.standing = .replaced }
        try write(before, readAtSequence: before.nextSequence)
        return true
    }

    /// Where this life begins: with nothing, or where the withdrawal of the one before left it.
    package func lifeStart(of psdKey: PSDKeyID) throws(DutyFailure) -> LifeStart {
        guard psdKey.life > 1 else { return .first }
        guard let before = try books.lifeBefore(psdKey), let withdrawal = try books.withdrawal(of: before) else {
            throw DutyFailure(.psdRetired, "The life before \(psdKey) was not withdrawn.")
        }
        return withdrawal.end
    }
}
