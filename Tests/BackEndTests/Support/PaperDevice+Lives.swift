import DutyModel
import Signing

/// What a device says at the beginning and the end of a life, and of prints that failed.
extension PaperDevice {
    mutating func cancellation(_ operation: RefillOperation) throws -> RefillCancellation {
        let (nonce, statement) = (freshNonce(), statement())
        let form = RefillCancellation.signedForm(operation: operation, nonce: nonce, statement: statement)
        return RefillCancellation(
            operation: operation, nonce: nonce, statement: statement, signature: try signer.sign(form))
    }

    mutating func withdrawal(_ id: OperationID) throws -> WithdrawalRequest {
        let (nonce, statement) = (freshNonce(), statement())
        let form = WithdrawalRequest.signedForm(id: id, nonce: nonce, statement: statement)
        return WithdrawalRequest(id: id, nonce: nonce, statement: statement, signature: try signer.sign(form))
    }

    mutating func confirmation(_ id: OperationID) throws -> WithdrawalConfirmation {
        registers.descending = .zero
        let statement = statement()
        let form = WithdrawalConfirmation.signedForm(id: id, statement: statement)
        return WithdrawalConfirmation(id: id, statement: statement, signature: try signer.sign(form))
    }

    mutating func configuration() throws -> ConfigurationRequest {
        let (nonce, statement) = (freshNonce(), statement())
        let form = ConfigurationRequest.signedForm(publicKey: signer.publicKey, nonce: nonce, statement: statement)
        return ConfigurationRequest(
            publicKey: signer.publicKey, nonce: nonce, statement: statement, signature: try signer.sign(form))
    }

    func spoil(_ record: SignedUsageRecord, value: Paise? = nil) throws -> SpoilDeclaration {
        let value = value ?? record.record.stamp.record.value
        let form = SpoilDeclaration.signedForm(psdKey: psdKey, counter: record.counter, value: value, time: time)
        return SpoilDeclaration(
            psdKey: psdKey, counter: record.counter, value: value, time: time, signature: try signer.sign(form))
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
