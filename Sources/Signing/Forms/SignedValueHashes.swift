import DutyModel
import Exchanges

extension SignedUsageRecord {
    /// What the next record of the device names as the one before it: SHA-256 of form and signature.
    public var chainHash: ContentHash { ContentHash(sha256: record.signedForm.bytes + signature.bytes) }
}

extension UsageBatch {
    /// A batch of these records, with its hash.
    public init(psdKey: PSDKeyID, records: [SignedUsageRecord]) {
        var form = CanonicalForm(context: .usageBatch)
        form.append(text: psdKey.description)
        for record in records { form.append(record.signature.bytes) }
        self.init(psdKey: psdKey, records: records, hash: ContentHash(sha256: form.bytes))
    }

    /// Whether the hash is the one of these records.
    public var hashIsGood: Bool { UsageBatch(psdKey: psdKey, records: records).hash == hash }
}

extension RegisterStatement {
    /// SHA-256 of the statement's form (`dutymark.statement.v1`); two statements with one counter and two hashes
    /// betray a clone.
    public var contentHash: ContentHash { ContentHash(sha256: CanonicalForm(context: .statement, of: self).bytes) }
}

extension RefillAnswer {
    /// What an envelope names: SHA-256 of form and signature.
    public var hash: ContentHash { ContentHash(sha256: signedForm.bytes + signature.bytes) }
}

extension DeviceStanding {
    /// The standing as signed answers name it.
    public var named: NamedStanding {
        NamedStanding(number: number, hash: ContentHash(sha256: signedForm.bytes + signature.bytes))
    }
}
