import DutyModel
import Exchanges
import Signing

/// The keys of one service: the one with which it signs, and those before it.
public struct ServiceKeyLine: Hashable, Sendable {
    /// The key with which the service signs.
    public let present: PublicKeyBytes
    /// Those that were followed, oldest first.
    let earlier: [EarlierServiceKey]
    /// Others that are named without a time.
    private let alsoNamed: [PublicKeyBytes]

    /// A line of one key, and of others of which nothing says when they signed.
    public init(_ present: PublicKeyBytes, alsoNamed: [PublicKeyBytes] = []) {
        self.present = present
        self.alsoNamed = alsoNamed
        earlier = []
    }

    init(_ present: PublicKeyBytes, earlier: [EarlierServiceKey]) {
        self.present = present
        alsoNamed = []
        // A succession that was cut short may have noted the key that still signs.
        self.earlier = earlier.filter { $0.certificate.key != present }
    }

    /// The first key of all, to which the file of acts is chained for good.
    public var first: PublicKeyBytes { earlier.first?.certificate.key ?? present }

    /// The keys before the present one.
    public var earlierKeys: [PublicKeyBytes] { earlier.map(\.certificate.key) }

    /// Whether the service signed with this key at this moment; where what was signed names none, at any.
    public func holds(_ key: PublicKeyBytes, at time: Timestamp?) -> Bool {
        key == present || alsoNamed.contains(key)
            || earlier.contains { $0.certificate.key == key && (time.map($0.wasInForce(at:)) ?? true) }
    }

    /// The keys with which the service may have signed at this moment, the likeliest first.
    func keys(at time: Timestamp?) -> [PublicKeyBytes] {
        [present] + alsoNamed
            + earlier.reversed().filter { time.map($0.wasInForce(at:)) ?? true }.map(\.certificate.key)
    }
}

extension FormVerifier {
    /// Throws `signature_bad`, naming what was signed, unless a key of the line signed the form at its time.
    func require(
        _ signature: SignatureBytes, over form: CanonicalForm, by line: ServiceKeyLine, at time: Timestamp?,
        on subject: String
    ) throws(DutyFailure) {
        guard !line.keys(at: time).contains(where: { isValid(signature, over: form, by: $0) }) else { return }
        try require(signature, over: form, by: line.present, on: subject)
    }
}
