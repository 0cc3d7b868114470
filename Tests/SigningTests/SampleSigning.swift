import DutyModel
import Exchanges
import Signing
import Testing

/// Keys, records and lists with fixed content, so that every code and every signature is the same each time.
enum SampleSigning {
    static let publisherSeed: UInt8 = 1
    static let deviceSeed: UInt8 = 2
    static let prefixText = "HTTPS://VERIFY.DUTYMARK.EXAMPLE/V/"

    /// The key whose seed is 32 times this byte.
    static func signer(_ seed: UInt8) throws -> Ed25519Signer {
        try #require(Ed25519Signer(seed: Array(repeating: seed, count: 32)))
    }

    static func record(
        counter: UInt32 = 17, value: Paise = .rupees(500), time: Timestamp = Timestamp(1_795_500_000),
        state: String = "MH", article: String = "4", psdKey: String = "P00000042-1"
    ) throws -> StampRecord {
        StampRecord(
            psdKey: try PSDKeyID(psdKey), counter: counter, value: value, time: time, state: try StateCode(state),
            article: try Article(article))
    }

    static func stamp(_ record: StampRecord, seed: UInt8 = deviceSeed) throws -> SignedStamp {
        SignedStamp(record: record, signature: try signer(seed).sign(record.signedForm))
    }

    static func code(_ record: StampRecord, seed: UInt8 = deviceSeed) throws -> String {
        try StampCode.encode(stamp(record, seed: seed), prefix: VerifyPrefix(prefixText))
    }

    static func entry(
        psdKey: String = "P00000042-1", seed: UInt8 = deviceSeed, firstCounter: UInt32 = 1,
        lastCounter: UInt32? = nil, validFrom: Timestamp = Timestamp(1_795_000_000), validUntil: Timestamp? = nil,
        status: KeyStatus = .valid
    ) throws -> KeyListEntry {
        try KeyListEntry(
            psdKey: PSDKeyID(psdKey), publicKey: signer(seed).publicKey, machine: MachineSerial("B700-000042"),
            licence: LicenceNumber("MH-FR-000317"), state: StateCode("MH"), firstCounter: firstCounter,
            lastCounter: lastCounter, validFrom: validFrom, validUntil: validUntil, status: status)
    }

    static func list(
        _ entries: [KeyListEntry], marks: [StampMark] = [], remarks: [KeyListRemark] = [],
        format: KeyListFormat = .current, version: UInt64 = 3, validUntil: Timestamp? = nil,
        certification: PublisherCertification? = nil, seed: UInt8 = publisherSeed
    ) throws -> KeyList {
        try KeyList.signed(
            KeyListContents(
                demonstration: true, verifyPrefixes: [VerifyPrefix(prefixText)], entries: entries, marks: marks,
                remarks: remarks),
            format: format, version: version, issuedAt: Timestamp(1_795_600_000), validUntil: validUntil,
            certification: certification, by: signer(seed))
    }

    /// The end of a list that is signed as `list` signs it.
    static let end = Timestamp(1_796_200_000)

    static func remark(
        from first: UInt32, to last: UInt32? = nil, kind: String = "under_examination",
        psdKey: String = "P00000042-1", since: Timestamp = Timestamp(1_795_520_000)
    ) throws -> KeyListRemark {
        try KeyListRemark(
            psdKey: PSDKeyID(psdKey), firstCounter: first, lastCounter: last,
            kind: try #require(KeyListRemark.Kind(name: kind)), since: since)
    }

    static func mark(
        _ kind: StampMark.Kind, psdKey: String = "P00000042-1", counter: UInt32 = 17,
        at: Timestamp = Timestamp(1_795_520_000)
    ) throws -> StampMark {
        StampMark(psdKey: try PSDKeyID(psdKey), counter: counter, kind: kind, at: at)
    }
}

/// The code of the failure that this throws; nil where nothing is thrown.
func failureCode(_ body: () throws -> Void) -> FailureCode? {
    do {
        try body()
        return nil
    } catch {
        return (error as? DutyFailure)?.code
    }
}

/// Why a key list file is refused; nil where it is read.
func keyListRefusal(of text: String) -> DutyFailure? {
    do {
        _ = try KeyList.verified(json: Array(text.utf8))
        return nil
    } catch {
        return error
    }
}

/// Expects that a list is refused once this change is made to its text, for a reason with this word in it.
func expectRefusal(of list: KeyList, changing old: String, to new: String, naming word: String, _ defect: String) throws
{
    let text = String(decoding: try list.json, as: UTF8.self)
    try #require(text.contains(old), "\(defect)")
    let failure = keyListRefusal(of: text.replacing(old, with: new, maxReplacements: 1))
    #expect(failure?.code == .keyListBad, "\(defect)")
    #expect(failure?.message.contains(word) == true, "\(defect): \(failure?.message ?? "read")")
}
