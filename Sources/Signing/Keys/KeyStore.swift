import DutyModel

/// Keeps private keys by name and lends them as signers; files now, a PKCS#11 token fits as well.
public protocol KeyStore: Sendable {
    /// Makes a new key from the system's randomness and keeps it; durable before this returns.
    ///
    /// - Throws: `file_unwritable` where the name is taken or the store cannot be written. A key is never
    ///   overwritten.
    func makeKey(_ name: KeyName) throws(DutyFailure) -> any FormSigner

    /// The key of this name.
    ///
    /// - Throws: `key_missing`, `key_exposed` where others could read it, `file_unreadable`, `data_malformed`.
    func key(_ name: KeyName) throws(DutyFailure) -> any FormSigner

    /// Destroys the key of this name for good; durable before this returns. A key that is gone already is no error.
    ///
    /// - Throws: `file_unwritable`; the key may then still be there.
    func destroyKey(_ name: KeyName) throws(DutyFailure)
}

/// The name of a key in a store: 1 to 40 small letters, digits and hyphens, a letter first.
public struct KeyName: Hashable, Sendable, CustomStringConvertible {
    /// The name itself.
    public let text: String
    /// How it is written.
    public var description: String { text }

    /// Checks and wraps a name; throws `value_malformed`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let allowed = text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
        guard (1...40).contains(text.utf8.count), let first = text.utf8.first, letters.contains(first), allowed else {
            throw DutyFailure(.valueMalformed, "“\(text.prefix(40))” is not the name of a key.")
        }
        self.text = String(text)
    }
}
