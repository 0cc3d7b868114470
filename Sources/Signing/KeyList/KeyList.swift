import DutyModel
import Exchanges

/// The published list of device keys: all that is needed to check a stamp off-line.
///
/// A value of this type was signed here or had its signature checked; there is no other way to one.
public struct KeyList: Hashable, Sendable {
    /// The form it was published in.
    public let format: KeyListFormat
    /// Grows with every publication.
    public let version: UInt64
    /// When it was signed.
    public let issuedAt: Timestamp
    /// Until when the publisher vouches for what the list says; nil in lists of earlier publishers.
    public let validUntil: Timestamp?
    /// The publisher's key.
    public let publisher: PublicKeyBytes
    /// What it says.
    public let contents: KeyListContents
    /// How the service root vouches for the publisher's key. The list's signature doesn't cover it: it vouches for itself.
    public let certification: PublisherCertification?
    /// The publisher's signature (`dutymark.key-list.v4`; `.v3` where no end is given, `.v2` and `.v1` over lists of the
    /// earlier forms).
    public internal(set) var signature: SignatureBytes

    /// The entry of this key, if it is listed. O(log n).
    public func entry(for key: PSDKeyID) -> KeyListEntry? {
        let place = entries.firstPlace { $0.psdKey.place >= key.place }
        return place < entries.endIndex && entries[place].psdKey == key ? entries[place] : nil
    }

    /// Signs a new list.
    ///
    /// - Throws: `key_list_bad` where entries, marks or remarks contradict each other, one of them stands on a stamp of
    ///   no listed key or in a list whose form does not hold it, or a limit is passed, and whatever the signer throws.
    public static func signed(
        _ contents: KeyListContents, format: KeyListFormat = .current, version: UInt64, issuedAt: Timestamp,
        validUntil: Timestamp? = nil, certification: PublisherCertification? = nil, by signer: some FormSigner
    ) throws(DutyFailure) -> KeyList {
        var list = KeyList(
            format: format, version: version, issuedAt: issuedAt, validUntil: validUntil, publisher: signer.publicKey,
            contents: contents, certification: certification,
            signature: SignatureBytes(unchecked: Array(repeating: 0, count: SignatureBytes.length)))
        try list.requireConsistency(limits: KeyListLimits())
        list.signature = try signer.sign(list.signedForm)
        return list
    }

    /// What the publisher signs, in the form of its format; the signature given here is not read.
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: validUntil == nil ? format.context : .endingKeyList)
        form.append(number: version)
        form.append(issuedAt)
        form.append(publisher.bytes)
        form.append(number: demonstration ? 1 : 0)
        form.append(number: UInt64(verifyPrefixes.count))
        for prefix in verifyPrefixes { form.append(text: prefix.text) }
        form.append(number: UInt64(entries.count))
        for entry in entries { form.append(entry) }
        guard format.holdsMarks else { return form }
        form.append(number: UInt64(marks.count))
        for mark in marks { form.append(mark) }
        guard format.holdsRemarks else { return form }
        form.append(number: UInt64(remarks.count))
        for remark in remarks { form.append(remark) }
        if let validUntil { form.append(validUntil) }
        return form
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

    /// Appends a mark, as one field a fact.
    fileprivate mutating func append(_ mark: StampMark) {
        append(text: mark.psdKey.description)
        append(number: UInt64(mark.counter))
        append(text: mark.kind.rawValue)
        append(mark.at)
    }

    /// Appends a remark, as one field a fact; an open end is an empty field.
    fileprivate mutating func append(_ remark: KeyListRemark) {
        append(text: remark.psdKey.description)
        append(number: UInt64(remark.firstCounter))
        if let last = remark.lastCounter { append(number: UInt64(last)) } else { append([]) }
        append(text: remark.kind.name)
        append(remark.since)
    }
}
