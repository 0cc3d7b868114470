import DutyModel

extension WithdrawalOrder {
    /// What the funds service signs (`dutymark.withdrawal.v1`; `.v2` where it names a standing); the signature given here
    /// is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: standing == nil ? .withdrawal : .standingWithdrawal)
        form.append(text: psdKey.description)
        form.append(id.bytes)
        form.append(nonce.bytes)
        form.append(number: statementCounter)
        form.append(removed)
        form.append(number: epoch)
        form.append(time)
        form.append(standing)
        return form
    }
}
