import DutyModel

/// A short text of letters, digits and hyphens, which needs no escaping and is checked by its type.
@usableFromInline package protocol PlainLeaf: Leaf, PlainText where Bounds == Unbounded {}

extension PlainLeaf {
    @usableFromInline package var textWidth: Int { description.utf8.count }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) { place.put(description) }
    @usableFromInline package init?(text: LeafText, _ bounds: Unbounded) { try? self.init(text.string) }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(text: description) }
    @usableFromInline package init(from binary: inout BinaryReader) throws(DutyFailure) {
        guard let plain = try? Self(try binary.text()) else { throw binary.damaged }
        self = plain
    }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(text: description) }
}

extension PlainLeaf where Self: NamedText {
    @usableFromInline package static func sample(_ bounds: Unbounded) -> Self { Self(unchecked: "A") }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        LeafForm(
            "name", "The number on a machine's plate, of a licence, or of a customer's account.",
            holds: "1 to 32 capital letters, digits and hyphens", [("pattern", #"[A-Z0-9\-]{1,32}"#)],
            broken: ["", "b700", "B 700", String(repeating: "A", count: 33)])
    }
}

extension MachineSerial: PlainLeaf {}
extension LicenceNumber: PlainLeaf {}
extension CustomerAccount: PlainLeaf {}

extension StateCode: PlainLeaf {
    @usableFromInline package static func sample(_ bounds: Unbounded) -> StateCode { all[0] }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        LeafForm(
            "state", "A state or union territory by its two letters.",
            holds: "two capital letters of a state or union territory",
            all.map { ("enumeration", $0.letters) }, broken: ["", "mh", "XX", "MHA"])
    }
}

extension Article: PlainLeaf {
    @usableFromInline package static func sample(_ bounds: Unbounded) -> Article { .affidavit }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        LeafForm(
            "article", "An article of a stamp-duty schedule.",
            holds: "article of the schedule: a digit, then up to 11 digits, letters and round brackets",
            [("pattern", "[0-9][0-9A-Za-z()]{0,11}")],
            broken: ["", "h", "5 h", String(repeating: "5", count: 13)])
    }
}

extension ProgramVersion: PlainLeaf {
    @usableFromInline package static func sample(_ bounds: Unbounded) -> ProgramVersion { .first }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        let number = "(0|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
        return LeafForm(
            "version", "A version of the program.",
            holds:
                "version: three numbers of 16 bits with dots between, and perhaps `-` and up to 16 small letters and digits",
            [("pattern", #"\#(number)\.\#(number)\.\#(number)(-[0-9a-z]{1,16})?"#)],
            broken: [
                "", "1", "1.2", "1.2.3.", "01.2.3", "1.2.65536", "1.2.3-", "1.2.3-A",
                "1.2.3-" + String(repeating: "a", count: 17),
            ])
    }
}

/// A code of a failure. One that this version doesn't know keeps its text.
extension FailureCode: PlainLeaf {
    @usableFromInline package static func sample(_ bounds: Unbounded) -> FailureCode { .valueMalformed }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        LeafForm(
            "failureCode", "A failure code; the list may grow, so it is not repeated here.", holds: "a failure code",
            [("pattern", "[a-z][a-z0-9_]{0,39}")],
            broken: ["", "Psd_fatal", "1st", String(repeating: "a", count: 41)])
    }
}

/// The name of a device key, `P00000042-1`.
extension PSDKeyID: Leaf {
    @usableFromInline package var textWidth: Int {
        max(8, UInt64(serial.number).decimalWidth) + 2 + UInt64(life).decimalWidth
    }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) {
        let width = max(8, UInt64(serial.number).decimalWidth)
        place[0] = UInt8(ascii: "P")
        (place + 1).putDecimal(UInt64(serial.number), width: width)
        place[width + 1] = UInt8(ascii: "-")
        (place + width + 2).putDecimal(UInt64(life), width: UInt64(life).decimalWidth)
    }
    @usableFromInline package init?(text: LeafText, _ bounds: Unbounded) {
        guard let key = text.deviceKey else { return nil }
        self = key
    }

    @usableFromInline package static func sample(_ bounds: Unbounded) -> PSDKeyID {
        PSDKeyID(serial: PSDSerial(42), life: 1)
    }
    @usableFromInline package static func form(_ bounds: Unbounded) -> LeafForm {
        // Regular expressions know no ranges, so the range of 32 bits is written out.
        let number =
            "[1-9][0-9]{8}|[1-3][0-9]{9}|4[01][0-9]{8}|42[0-8][0-9]{7}|429[0-3][0-9]{6}|4294[0-8][0-9]{5}"
            + "|42949[0-5][0-9]{4}|429496[0-6][0-9]{3}|4294967[01][0-9]{2}|42949672[0-8][0-9]|429496729[0-5]"
        let life = "[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]"
        return LeafForm(
            "deviceKey", "A device key: serial (32 bits, at least 8 digits) and life (1 to 255).",
            holds: "device key: `P`, serial of 32 bits with at least 8 digits, `-`, life 1 to 255",
            [("pattern", "P([0-9]{8}|\(number))-(\(life))")],
            broken: [
                "", "P00000042", "P00000042-0", "P00000042-256", "P0000042-1", "P012345678-1", "P4294967296-1",
                "p00000042-1", "P00000042-01",
            ])
    }

    @inlinable package func append(to binary: inout BinaryWriter) {
        binary.append(number: serial.number)
        binary.append(number: life)
    }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) {
        self.init(serial: PSDSerial(try binary.number()), life: try binary.number())
    }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(text: description) }
}

extension UnsafeMutablePointer<UInt8> {
    /// Puts a text here that needs no escaping.
    func put(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            if let start = bytes.baseAddress { update(from: start, count: bytes.count) }
        }
    }
}
