import DutyModel

/// The fields of one form, read strictly from `application/x-www-form-urlencoded`.
///
/// A doubled name, an escape that is not one, a text that is not UTF-8 or holds control characters, and more
/// fields than allowed are refused with `value_malformed`.
struct FormFields: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// Reads the bytes of a form's body or of a query.
    init(_ bytes: some Collection<UInt8>, mostFields: Int) throws(DutyFailure) {
        guard !bytes.isEmpty else { return }
        let pairs = bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        guard pairs.count <= mostFields else { throw Self.malformed }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw Self.malformed }
            let name = try Self.text(parts[0])
            guard values.updateValue(try Self.text(parts[1]), forKey: name) == nil else { throw Self.malformed }
        }
    }

    /// The text of a field, or nil where the form has none of this name.
    subscript(name: String) -> String? { values[name] }

    /// Throws `value_malformed` where the form has a field that is not expected.
    func expect(only names: Set<String>) throws(DutyFailure) {
        guard values.keys.allSatisfy(names.contains) else { throw Self.malformed }
    }

    private static func text(_ bytes: some Collection<UInt8>) throws(DutyFailure) -> String {
        var decoded: [UInt8] = []
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else {
                    throw malformed
                }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw malformed }
        return text
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    private static var malformed: DutyFailure {
        DutyFailure(.valueMalformed, "The form is not one of this page. Nothing was done.")
    }
}
