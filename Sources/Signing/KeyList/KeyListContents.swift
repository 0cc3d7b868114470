import DutyModel

/// What a key list says, apart from when it was signed, by whom and in which form.
public struct KeyListContents: Hashable, Sendable {
    /// Whether the system is a demonstration.
    public let demonstration: Bool
    /// The addresses that stamp codes may start with; the first is the one in use.
    public let verifyPrefixes: [VerifyPrefix]
    /// The keys, by serial and life.
    public let entries: [KeyListEntry]
    /// What became of single stamps, in the list's order.
    public let marks: [StampMark]
    /// What else must be known of stamps, in the list's order.
    public let remarks: [KeyListRemark]

    /// Contents; entries, marks and remarks may come in any order.
    public init(
        demonstration: Bool, verifyPrefixes: [VerifyPrefix], entries: [KeyListEntry], marks: [StampMark],
        remarks: [KeyListRemark]
    ) {
        self.demonstration = demonstration
        self.verifyPrefixes = verifyPrefixes
        self.entries = entries.sorted { $0.psdKey.place < $1.psdKey.place }
        self.marks = marks.sorted(by: StampMark.precedes)
        self.remarks = remarks.sorted(by: KeyListRemark.precedes)
    }

    /// Signs these contents in each form that is published, under one version and date, the newest form first. An earlier
    /// form lacks what it cannot hold, and with it the keys that are suspended: their stamps would be told as good there.
    ///
    /// - Parameters:
    ///   - validUntil: until when the publisher vouches for the list; nil for readers that know of no end.
    ///   - certification: how the service root vouches for the publisher; only beside an end.
    /// - Throws: what `KeyList.signed` throws.
    public func signed(
        version: UInt64, issuedAt: Timestamp, validUntil: Timestamp? = nil,
        certification: PublisherCertification? = nil, by signer: some FormSigner
    ) throws(DutyFailure) -> [KeyList] {
        var lists: [KeyList] = []
        for format in KeyListFormat.published {
            lists.append(
                try signed(
                    as: format, version: version, issuedAt: issuedAt, validUntil: validUntil,
                    certification: certification, by: signer))
        }
        return lists
    }

    /// As above, in one form.
    public func signed(
        as format: KeyListFormat, version: UInt64, issuedAt: Timestamp, validUntil: Timestamp? = nil,
        certification: PublisherCertification? = nil, by signer: some FormSigner
    ) throws(DutyFailure) -> KeyList {
        let hidden = format.holdsRemarks ? [] : Set(remarks.lazy.filter { $0.kind == .suspended }.map(\.psdKey))
        return try KeyList.signed(
            format: format, version: version, issuedAt: issuedAt, validUntil: format.holdsEnd ? validUntil : nil,
            demonstration: demonstration, verifyPrefixes: verifyPrefixes,
            entries: entries.filter { !hidden.contains($0.psdKey) },
            marks: format.holdsMarks ? marks.filter { !hidden.contains($0.psdKey) } : [],
            remarks: format.holdsRemarks ? remarks : [], certification: format.holdsEnd ? certification : nil,
            by: signer)
    }
}

extension KeyList {
    /// What the list says.
    public var contents: KeyListContents {
        KeyListContents(
            demonstration: demonstration, verifyPrefixes: verifyPrefixes, entries: entries, marks: marks,
            remarks: remarks)
    }
}
