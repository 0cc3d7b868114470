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

    /// Contents in the order of a file, which is still to be checked.
    init(
        demonstration: Bool, verifyPrefixes: [VerifyPrefix], listed entries: [KeyListEntry], _ marks: [StampMark],
        _ remarks: [KeyListRemark]
    ) {
        self.demonstration = demonstration
        self.verifyPrefixes = verifyPrefixes
        self.entries = entries
        self.marks = marks
        self.remarks = remarks
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
        try KeyListFormat.published.map { (format) throws(DutyFailure) in
            try signed(
                as: format, version: version, issuedAt: issuedAt, validUntil: validUntil,
                certification: certification, by: signer)
        }
    }

    /// As above, in one form.
    public func signed(
        as format: KeyListFormat, version: UInt64, issuedAt: Timestamp, validUntil: Timestamp? = nil,
        certification: PublisherCertification? = nil, by signer: some FormSigner
    ) throws(DutyFailure) -> KeyList {
        let hidden = format.holdsRemarks ? [] : Set(remarks.lazy.filter { $0.kind == .suspended }.map(\.psdKey))
        let held = KeyListContents(
            demonstration: demonstration, verifyPrefixes: verifyPrefixes,
            entries: entries.filter { !hidden.contains($0.psdKey) },
            marks: format.holdsMarks ? marks.filter { !hidden.contains($0.psdKey) } : [],
            remarks: format.holdsRemarks ? remarks : [])
        return try KeyList.signed(
            held, format: format, version: version, issuedAt: issuedAt, validUntil: format.holdsEnd ? validUntil : nil,
            certification: format.holdsEnd ? certification : nil, by: signer)
    }
}

extension KeyList {
    /// Whether the system is a demonstration, whose stamps pay no duty.
    public var demonstration: Bool { contents.demonstration }
    /// The addresses that stamp codes may start with; the first is the one in use.
    public var verifyPrefixes: [VerifyPrefix] { contents.verifyPrefixes }
    /// The keys, by serial and life.
    public var entries: [KeyListEntry] { contents.entries }
    /// What became of single stamps, by serial, life and item number; none in a list of the first form.
    public var marks: [StampMark] { contents.marks }
    /// What else a reader must know of stamps, by serial, life and first item number; none in lists of the first two
    /// forms.
    public var remarks: [KeyListRemark] { contents.remarks }
}
