import DutyModel

/// What a security device attests of the machine around it: the machine says it, and the device signs it under its own key, at its
/// own time. Nothing of it touches money.
public enum Attestation: Hashable, Sendable, Codable {
    /// That the machine wants a certificate for a new key.
    case renewal(CertificateRenewal)
    /// That the machine is still here, and which versions it runs.
    case stillHere(StillHere)

    /// What is attested.
    package var value: any Attested {
        switch self {
        case .renewal(let renewal): renewal
        case .stillHere(let word): word
        }
    }

    /// What it says, in words for operators.
    public var words: String { value.words }

    /// What it says, each fact by its name, for programs.
    public var facts: [String: String] { value.facts }

    /// The same under this key and at this time, signed.
    ///
    /// Throws `value_malformed` for what no device attests, and what `sign` throws.
    public func attested(
        by key: PSDKeyID, at time: Timestamp, _ sign: (CanonicalForm) throws(DutyFailure) -> SignatureBytes
    ) throws(DutyFailure) -> Attestation {
        switch self {
        case .renewal(let renewal): .renewal(try renewal.attested(by: key, at: time, sign))
        case .stillHere(let word): .stillHere(try word.attested(by: key, at: time, sign))
        }
    }

    /// The key that attests it.
    public var psdKey: PSDKeyID { value.psdKey }

    /// The device's time.
    public var time: Timestamp { value.time }

    /// What it is called: the element that holds it in messages.
    public var kind: String { "\(type(of: value).element)" }
}

/// A value that a device attests. The machine makes it under no key and at no time, which the device fills in.
package protocol Attested: SelfSigned {
    /// The key that attests it.
    var psdKey: PSDKeyID { get set }
    /// The device's time.
    var time: Timestamp { get set }
    /// What it says, in words for operators.
    var words: String { get }
    /// What it says, each fact by its name, for programs.
    var facts: [String: String] { get }
    /// Adds what the base alone knows; throws `value_malformed` for what no device attests.
    mutating func complete() throws(DutyFailure)
}

extension Attested {
    fileprivate func attested(
        by key: PSDKeyID, at time: Timestamp, _ sign: (CanonicalForm) throws(DutyFailure) -> SignatureBytes
    ) throws(DutyFailure) -> Self {
        var value = self
        try value.complete()
        (value.psdKey, value.time) = (key, time)
        return try value.signed(sign)
    }
}

extension PSDKeyID {
    /// What stands in an attestation for the key before the device puts its own there.
    package static let unattested = PSDKeyID(serial: PSDSerial(0), life: 1)
}
