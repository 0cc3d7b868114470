import DutyModel

/// Text of any kind; its bounds say what it is.
extension String: Leaf {
    @usableFromInline package var textWidth: Int {
        var width = 0
        for scalar in unicodeScalars { width += scalar.escapedWidth }
        return width
    }

    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) {
        var place = place
        for scalar in unicodeScalars { place = scalar.putEscaped(at: place) }
    }

    @usableFromInline package init?(text: LeafText, _ kind: TextKind) {
        let string = text.string
        guard kind.allows(string) else { return nil }
        self = string
    }

    @usableFromInline package static func sample(_ kind: TextKind) -> String {
        switch kind {
        case .host: "funds.example"
        case .path: "/funds"
        case .stampPrefix: "A/"
        case .sentence: "One line."
        }
    }

    @usableFromInline package static func form(_ kind: TextKind) -> LeafForm {
        switch kind {
        case .host:
            LeafForm(
                "host", "A host name or address.", holds: "1 to 253 letters, digits and `.` `_` `-` `:`",
                [("pattern", #"[A-Za-z0-9._:\-]{1,253}"#)],
                broken: ["", "two words", String(repeating: "a", count: 254)])
        case .path:
            LeafForm(
                "path", "The path of a URL, without query.",
                holds: "path of a URL (RFC 3986, 3.3), from `/`, at most 256 characters, no query",
                [("pattern", #"/[A-Za-z0-9._~!$&'()*+,;=:@%/\-]{0,255}"#)],
                broken: ["", "funds", "/funds?a=1", "/" + String(repeating: "a", count: 256)])
        case .stampPrefix:
            LeafForm(
                "stampPrefix", "What stands before the code of every stamp: an upper-case address.",
                holds: "1 to 54 capital letters, digits and `$` `%` `*` `+` `-` `.` `/` `:`",
                [("pattern", #"[0-9A-Z$%*+./:\-]{1,\#(kind.lengths.upperBound)}"#)],
                broken: ["", "a/", "A B", String(repeating: "A", count: kind.lengths.upperBound + 1)])
        case .sentence:
            LeafForm(
                "sentence", "One line of text for a person, at most 500 characters.",
                holds: "one line of at most 500 characters", [("pattern", #"\P{Cc}{0,500}"#)],
                broken: ["two\nlines", String(repeating: "a", count: 501)])
        }
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(text: self) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) { self = try binary.text() }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(text: self) }
}

/// What a text is.
@usableFromInline package enum TextKind: Hashable, Sendable {
    /// A host name or address.
    case host
    /// The path of a URL, without query.
    case path
    /// What stands before the code of every stamp: an upper-case address.
    case stampPrefix
    /// One line for a person.
    case sentence

    /// How many Unicode scalars it may have.
    @usableFromInline package var lengths: ClosedRange<Int> {
        switch self {
        case .host: 1...253
        case .path: 1...256
        case .stampPrefix: 1...54
        case .sentence: 0...500
        }
    }

    /// Whether a text is one.
    func allows(_ text: String) -> Bool {
        guard lengths.contains(text.unicodeScalars.count) else { return false }
        return switch self {
        case .host: text.utf8.allSatisfy { $0.isLetterOrDigit || "._:-".utf8.contains($0) }
        case .path:
            text.utf8.first == UInt8(ascii: "/")
                && text.utf8.allSatisfy { $0.isLetterOrDigit || "._~!$&'()*+,;=:@%/-".utf8.contains($0) }
        case .stampPrefix: text.utf8.allSatisfy { $0.isCapitalOrDigit || "$%*+-./:".utf8.contains($0) }
        case .sentence: text.unicodeScalars.allSatisfy { Self.shown($0) == $0 }
        }
    }

    /// The character in a line of text: a control character becomes a space, and what XML can't carry U+FFFD.
    static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: " "
        case 0xFFFE, 0xFFFF: "\u{FFFD}"
        default: scalar
        }
    }
}

extension UInt8 {
    fileprivate var isCapitalOrDigit: Bool { (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) }
    fileprivate var isLetterOrDigit: Bool { isCapitalOrDigit || (0x61...0x7A).contains(self) }
}

extension Unicode.Scalar {
    /// The bytes that stand for the character where XML gives it a meaning; nil where it stands for itself.
    private var escape: StaticString? {
        switch value {
        case 0x26: "&amp;"
        case 0x3C: "&lt;"
        case 0x3E: "&gt;"
        case 0x0D: "&#13;"
        case 0x09, 0x0A: nil
        case 0..<0x20, 0xFFFE, 0xFFFF: "\u{FFFD}"
        default: nil
        }
    }

    fileprivate var escapedWidth: Int { escape?.utf8CodeUnitCount ?? UTF8.width(self) }

    fileprivate func putEscaped(at place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        if let escape {
            place.update(from: escape.utf8Start, count: escape.utf8CodeUnitCount)
            return place + escape.utf8CodeUnitCount
        }
        var place = place
        for byte in UTF8.encode(self) ?? UTF8.encodedReplacementCharacter {
            place.pointee = byte
            place += 1
        }
        return place
    }
}
