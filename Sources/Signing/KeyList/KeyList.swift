import DutyModel

/// The published list of device keys: all that is needed to check a stamp off-line.
///
/// A value of this type was signed here or had its signature checked; there is no other way to one.
public struct KeyList: Hashable, Sendable {
    /// Grows with every publication.
    public let version: UInt64
    /// When it was signed.
    public let issuedAt: Timestamp
    /// The publisher's key.
    public let publisher: PublicKeyBytes
    /// Whether the system is a demonstration, whose stamps pay no duty.
    public let demonstration: Bool
    /// The addresses that stamp codes may start with; the first is the one in use.
    public let verifyPrefixes: [VerifyPrefix]
    /// The keys, by serial and life.
    public let entries: [KeyListEntry]
    /// The publisher's signature (`dutymark.key-list.v1`).
    public let signature: SignatureBytes

    /// The entry of this key, if it is listed. O(log n).
    public func entry(for key: PSDKeyID) -> KeyListEntry? {
        var low = entries.startIndex
        var high = entries.endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].psdKey.place < key.place { low = middle + 1 } else { high = middle }
        }
        return low < entries.endIndex && entries[low].psdKey == key ? entries[low] : nil
    }

    /// Signs a new list; the entries may come in any order.
    ///
    /// - Throws: `key_list_bad` where two entries contradict each other or a limit is passed, and whatever the
    ///   signer throws.
    public static func signed(
        version: UInt64, issuedAt: Timestamp, demonstration: Bool, verifyPrefixes: [VerifyPrefix],
        entries: [KeyListEntry], by signer: some FormSigner
    ) throws(DutyFailure) -> KeyList {
        var list = KeyList(
            version: version, issuedAt: issuedAt, publisher: signer.publicKey, demonstration: demonstration,
            verifyPrefixes: verifyPrefixes, entries: entries.sorted { $0.psdKey.place < $1.psdKey.place },
            signature: SignatureBytes(unchecked: Array(repeating: 0, count: SignatureBytes.length)))
        try list.requireConsistency(limits: KeyListLimits())
        list = KeyList(list, signature: try signer.sign(list.signedForm))
        return list
    }

    /// What the publisher signs (`dutymark.key-list.v1`); the signature given here is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: .keyList)
        form.append(number: version)
        form.append(issuedAt)
        form.append(publisher.bytes)
        form.append(number: demonstration ? 1 : 0)
        form.append(number: UInt64(verifyPrefixes.count))
        for prefix in verifyPrefixes { form.append(text: prefix.text) }
        form.append(number: UInt64(entries.count))
        for entry in entries { form.append(entry) }
        return form
    }

    init(
        version: UInt64, issuedAt: Timestamp, publisher: PublicKeyBytes, demonstration: Bool,
        verifyPrefixes: [VerifyPrefix], entries: [KeyListEntry], signature: SignatureBytes
    ) {
        self.version = version
        self.issuedAt = issuedAt
        self.publisher = publisher
        self.demonstration = demonstration
        self.verifyPrefixes = verifyPrefixes
        self.entries = entries
        self.signature = signature
    }

    private init(_ list: KeyList, signature: SignatureBytes) {
        self.init(
            version: list.version, issuedAt: list.issuedAt, publisher: list.publisher,
            demonstration: list.demonstration, verifyPrefixes: list.verifyPrefixes, entries: list.entries,
            signature: signature)
    }
}

extension PSDKeyID {
    /// Where a key stands in a list: by serial, then by life.
    var place: UInt64 { UInt64(serial.number) << 8 | UInt64(life) }
}

extension CanonicalForm {
    /// Appends an entry, as one field a fact; an open end is an empty field.
    fileprivate mutating func append(_ entry: KeyListEntry) {
        append(text: entry.psdKey.description)
        append(entry.publicKey.bytes)
        append(text: entry.machine.text)
        append(text: entry.licence.text)
        append(text: entry.state.letters)
        append(number: UInt64(entry.firstCounter))
        if let last = entry.lastCounter { append(number: UInt64(last)) } else { append([]) }
        append(entry.validFrom)
        if let until = entry.validUntil { append(until) } else { append([]) }
        switch entry.status {
        case .valid:
            append(text: "valid")
        case .withdrawn(let at):
            append(text: "withdrawn")
            append(at)
        case .revoked(let at, let reason):
            append(text: "revoked")
            append(at)
            append(text: reason)
        }
    }
}
