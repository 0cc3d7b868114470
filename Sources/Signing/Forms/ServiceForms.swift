import DutyModel

extension RefillAnswer {
    /// What the funds service signs (`dutymark.grant.v1`): kind, operation, and what goes with the kind.
    public static func signedForm(operation: RefillOperation, decision: RefillDecision) -> CanonicalForm {
        var form = CanonicalForm(context: .grant)
        switch decision {
        case .granted(let controlTotalAfter):
            form.append(text: "granted")
            form.append(operation)
            form.append(controlTotalAfter)
        case .refused(let reason, let maximumAllowed):
            form.append(text: "refused")
            form.append(operation)
            form.append(text: reason.rawValue)
            form.append(maximumAllowed.map { [UInt8](String($0.count).utf8) } ?? [])
        case .cancelled:
            form.append(text: "cancelled")
            form.append(operation)
        }
        return form
    }

    /// What the funds service signed.
    public var signedForm: CanonicalForm { Self.signedForm(operation: operation, decision: decision) }

    /// What an envelope names: SHA-256 of form and signature.
    public var hash: ContentHash { ContentHash(sha256: signedForm.bytes + signature.bytes) }
}

extension AnswerEnvelope {
    /// What the funds service signs (`dutymark.envelope.v1`; `.v2` where it names a standing).
    public static func signedForm(
        answerHash: ContentHash, nonce: Nonce, epoch: UInt64, time: Timestamp, standing: NamedStanding? = nil
    ) -> CanonicalForm {
        var form = CanonicalForm(context: standing == nil ? .envelope : .standingEnvelope)
        form.append(answerHash.bytes)
        form.append(nonce.bytes)
        form.append(number: epoch)
        form.append(time)
        form.append(standing)
        return form
    }

    /// What the funds service signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(answerHash: answerHash, nonce: nonce, epoch: epoch, time: time, standing: standing)
    }
}

extension AuditVerdict {
    /// What the funds service signs (`dutymark.audit-verdict.v1`; `.v2` where it names a standing); the signature given
    /// here is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: standing == nil ? .auditVerdict : .standingVerdict)
        form.append(text: psdKey.description)
        form.append(id.bytes)
        form.append(nonce.bytes)
        form.append(number: statementCounter)
        form.append(number: UInt64(differences.count))
        for difference in differences { form.append(text: difference.rawValue) }
        form.append(inspectionDue)
        form.append(number: epoch)
        form.append(time)
        form.append(standing)
        return form
    }
}

extension UsageReceipt {
    /// What the transactions service signs (`dutymark.usage-receipt.v1`; `.v2` where it names a standing).
    public static func signedForm(
        psdKey: PSDKeyID, durableThrough: UInt32, batchHash: ContentHash, time: Timestamp,
        standing: NamedStanding? = nil
    ) -> CanonicalForm {
        var form = CanonicalForm(context: standing == nil ? .usageReceipt : .standingReceipt)
        form.append(text: psdKey.description)
        form.append(number: UInt64(durableThrough))
        form.append(batchHash.bytes)
        form.append(time)
        form.append(standing)
        return form
    }

    /// What the transactions service signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(
            psdKey: psdKey, durableThrough: durableThrough, batchHash: batchHash, time: time, standing: standing)
    }
}

extension Authorisation {
    /// What the funds service signs (`dutymark.authorisation.v1`; `.v2` where it says whether it is a demonstration's).
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: demonstration == nil ? .authorisation : .markedAuthorisation)
        form.append(text: psdKey.description)
        form.append(psdPublicKey.bytes)
        form.append(text: machine.text)
        form.append(text: licence.text)
        form.append(text: state.letters)
        form.append(text: customer.text)
        form.append(limits)
        form.append(fundsKey.bytes)
        form.append(transactionsKey.bytes)
        form.append(issuedAt)
        if let demonstration { form.append(number: demonstration ? 1 : 0) }
        return form
    }
}

/// An operator's permit: this key, in this machine, gets a licence with these terms when it asks for it.
public enum DevicePermit {
    /// What the funds service signs when an operator permits a device (`dutymark.permit.v1`): writing to the database
    /// permits nothing by itself.
    public static func signedForm(
        psdKey: PSDKeyID, publicKey: PublicKeyBytes, machine: MachineSerial, licence: LicenceNumber, state: StateCode,
        customer: CustomerAccount, limits: FrankingLimits
    ) -> CanonicalForm {
        var form = CanonicalForm(context: .permit)
        form.append(text: psdKey.description)
        form.append(publicKey.bytes)
        form.append(text: machine.text)
        form.append(text: licence.text)
        form.append(text: state.letters)
        form.append(text: customer.text)
        form.append(limits)
        return form
    }
}

extension CanonicalForm {
    /// Appends limits, as one field a limit.
    fileprivate mutating func append(_ limits: FrankingLimits) {
        append(limits.cap)
        append(limits.descendingMaximum)
        for days in [
            limits.inspectionWarnDays, limits.inspectionLockDays, limits.uploadLockDays, limits.uploadGraceDays,
        ] { append(number: UInt64(bitPattern: days)) }
        append(number: limits.impressionsPerInspection)
        append(limits.valuePerInspection)
    }
}

extension ServiceDirectory {
    /// What the distributor signs (`dutymark.directory.v1`).
    public static func signedForm(
        version: UInt64, issuedAt: Timestamp, expiresAt: Timestamp, services: [ServiceLocation]
    ) -> CanonicalForm {
        var form = CanonicalForm(context: .directory)
        form.append(number: version)
        form.append(issuedAt)
        form.append(expiresAt)
        form.append(number: UInt64(services.count))
        for location in services {
            form.append(text: location.service.rawValue)
            form.append(text: location.host)
            form.append(number: UInt64(location.port))
            form.append(text: location.path)
        }
        return form
    }

    /// What the distributor signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(version: version, issuedAt: issuedAt, expiresAt: expiresAt, services: services)
    }
}

extension AccessToken {
    /// What the distributor signs (`dutymark.token.v1`); the signature given here is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: .token)
        form.append(text: machine.text)
        form.append(text: psdKey.description)
        form.append(text: audience.rawValue)
        form.append(issuedAt)
        form.append(expiresAt)
        form.append(certificateHash.bytes)
        return form
    }
}
