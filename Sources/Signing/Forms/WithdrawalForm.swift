import DutyModel

extension WithdrawalOrder {
    /// What the funds service signs (`dutymark.withdrawal.v1`); the signature given here is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: .withdrawal)
        form.append(text: psdKey.description)
        form.append(id.bytes)
        form.append(nonce.bytes)
        form.append(number: statementCounter)
        form.append(removed)
        form.append(number: epoch)
        form.append(time)
        return form
    }
}
