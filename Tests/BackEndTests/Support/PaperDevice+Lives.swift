import DutyModel
import Exchanges
import Signing

/// What a device says at the beginning and the end of a life, and of prints that failed.
extension PaperDevice {
    mutating func cancellation(_ operation: RefillOperation) throws -> RefillRequest {
        let (nonce, statement) = (freshNonce(), statement())
        return try RefillRequest(.cancellation, operation: operation, nonce: nonce, statement: statement).signed(
            by: signer)
    }

    mutating func withdrawal(_ id: OperationID) throws -> WithdrawalRequest {
        let (nonce, statement) = (freshNonce(), statement())
        return try WithdrawalRequest(id: id, nonce: nonce, statement: statement).signed(by: signer)
    }

    mutating func confirmation(_ id: OperationID) throws -> WithdrawalConfirmation {
        registers.descending = .zero
        let statement = statement()
        return try WithdrawalConfirmation(id: id, statement: statement).signed(by: signer)
    }

    mutating func configuration() throws -> ConfigurationRequest {
        let (nonce, statement) = (freshNonce(), statement())
        return try ConfigurationRequest(
            publicKey: signer.publicKey, nonce: nonce, statement: statement
        ).signed(by: signer)
    }

    func spoil(_ record: SignedUsageRecord, value: Paise? = nil) throws -> SpoilDeclaration {
        let value = value ?? record.record.stamp.record.value
        return try SpoilDeclaration(
            psdKey: psdKey, counter: record.counter, value: value, time: time
        ).signed(by: signer)
    }

    /// The next life, with a key of its own; registers and counters go on.
    func nextLife() -> PaperDevice {
        var next = PaperDevice(serial: psdKey.serial.number, life: psdKey.life + 1)
        next.registers = Registers(ascending: registers.ascending, descending: .zero)
        next.itemCount = itemCount
        next.applied = applied
        next.lastGrant = lastGrant
        next.statementCounter = statementCounter
        next.chainHead = chainHead
        next.time = time
        next.nextID = 120
        return next
    }
}
