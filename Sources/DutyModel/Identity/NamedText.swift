/// A short printable name that outsiders assign: upper-case letters, digits and hyphens, 1 to 32 of them.
public protocol NamedText: PlainText {
    /// What such a name is called in a sentence.
    static var kind: String { get }
    /// The name itself.
    var text: String { get }
    /// Wraps a text that is already known to have the right form.
    init(unchecked text: String)
}

extension NamedText {
    /// Checks and wraps a name; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        let text = String(text)
        let allowed = text.utf8.allSatisfy {
            $0.isDigit || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard (1...32).contains(text.utf8.count), allowed else {
            throw DutyFailure(.valueMalformed, "“\(ForeignText.shown(text, most: 32))” is not a \(Self.kind).")
        }
        self.init(unchecked: text)
    }

    /// The name.
    public var description: String { text }
}

/// The number on a machine's plate.
public struct MachineSerial: NamedText {
    /// What it is called in a sentence.
    public static var kind: String { "machine number" }
    /// The name itself.
    public let text: String
    /// Wraps what is known to have the right form.
    public init(unchecked text: String) { self.text = text }
}

/// The number of a franking licence.
public struct LicenceNumber: NamedText {
    /// What it is called in a sentence.
    public static var kind: String { "licence number" }
    /// The name itself.
    public let text: String
    /// Wraps what is known to have the right form.
    public init(unchecked text: String) { self.text = text }
}

/// The customer account that pays for refills; every key of the ledger leads with it.
public struct CustomerAccount: NamedText {
    /// What it is called in a sentence.
    public static var kind: String { "customer account" }
    /// The name itself.
    public let text: String
    /// Wraps what is known to have the right form.
    public init(unchecked text: String) { self.text = text }
}
