import DutyModel

extension CertificateRenewal {
    /// What the device signs (`dutymark.certificate-renewal.v1`); the signature given here is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: .certificateRenewal)
        form.append(text: psdKey.description)
        form.append(certificate.bytes)
        form.append(publicKey)
        form.append(time)
        return form
    }
}

extension RefillCancellation {
    /// What the device signs (`dutymark.refill-cancellation.v1`).
    public static func signedForm(
        operation: RefillOperation, nonce: Nonce, statement: RegisterStatement
    ) -> CanonicalForm {
        var form = CanonicalForm(context: .refillCancellation)
        form.append(operation)
        form.append(nonce.bytes)
        form.append(statement)
        return form
    }

    /// What the device signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(operation: operation, nonce: nonce, statement: statement)
    }
}

extension WithdrawalRequest {
    /// What the device signs (`dutymark.withdrawal-request.v1`).
    public static func signedForm(id: OperationID, nonce: Nonce, statement: RegisterStatement) -> CanonicalForm {
        var form = CanonicalForm(context: .withdrawalRequest)
        form.append(id.bytes)
        form.append(nonce.bytes)
        form.append(statement)
        return form
    }

    /// What the device signed.
    public var signedForm: CanonicalForm { Self.signedForm(id: id, nonce: nonce, statement: statement) }
}

extension WithdrawalConfirmation {
    /// What the device signs (`dutymark.withdrawal-confirmation.v1`).
    public static func signedForm(id: OperationID, statement: RegisterStatement) -> CanonicalForm {
        var form = CanonicalForm(context: .withdrawalConfirmation)
        form.append(id.bytes)
        form.append(statement)
        return form
    }

    /// What the device signed.
    public var signedForm: CanonicalForm { Self.signedForm(id: id, statement: statement) }
}

extension ConfigurationRequest {
    /// What the device signs (`dutymark.configuration-request.v1`).
    public static func signedForm(
        publicKey: PublicKeyBytes, nonce: Nonce, statement: RegisterStatement
    ) -> CanonicalForm {
        var form = CanonicalForm(context: .configurationRequest)
        form.append(publicKey.bytes)
        form.append(nonce.bytes)
        form.append(statement)
        return form
    }

    /// What the device signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(publicKey: publicKey, nonce: nonce, statement: statement)
    }
}

extension SpoilDeclaration {
    /// What the device signs (`dutymark.spoil.v1`).
    public static func signedForm(
        psdKey: PSDKeyID, counter: UInt32, value: Paise, time: Timestamp
    ) -> CanonicalForm {
        var form = CanonicalForm(context: .spoil)
        form.append(text: psdKey.description)
        form.append(number: UInt64(counter))
        form.append(value)
        form.append(time)
        return form
    }

    /// What the device signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(psdKey: psdKey, counter: counter, value: value, time: time)
    }
}
