import DutyModel

/// How the back end says a device stands, signed by the funds service (`dutymark.standing.v1`).
///
/// It is decided in the transaction that found the reason, travels with every answer of every service, and is kept in
/// the device's journal. One with a higher number takes the place of the one before; a device that is locked by one
/// is unlocked only by a higher one that an answer to its own question names.
public struct DeviceStanding: Hashable, Sendable, Codable {
    /// What a device may do by its standing.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// It may frank, as far as the standing goes.
        case active
        /// An operator blocked it.
        case blocked
        /// Two devices may be alive with its key; neither franks until an operator has looked.
        case suspected
        /// It is out of use: withdrawn, replaced, destroyed or lost.
        case retired

        /// Whether a device that stands so franks nothing.
        public var locksFranking: Bool { self != .active }
    }

    /// The device key.
    public let psdKey: PSDKeyID
    /// Its place among the standings of this key.
    public let number: StandingNumber
    /// What the device may do.
    public let state: State
    /// Why, where the state locks the device.
    public let reason: FailureCode?
    /// When it was decided.
    public let time: Timestamp
    /// The funds service's signature.
    public var signature: SignatureBytes

    /// A standing and its signature.
    public init(
        psdKey: PSDKeyID, number: StandingNumber, state: State, reason: FailureCode?, time: Timestamp,
        signature: SignatureBytes = .unsigned
    ) {
        self.psdKey = psdKey
        self.number = number
        self.state = state
        self.reason = reason
        self.time = time
        self.signature = signature
    }
}

/// The place of a standing among those of its device; it never falls.
///
/// The term of the funds service comes first. So a back end that was restored from a backup, which begins a higher
/// term, issues standings that are newer than all that it forgot.
public struct StandingNumber: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The term of the funds service that decided.
    public let epoch: UInt64
    /// Counts the standings of the device within the term, from 1.
    public let count: UInt64

    /// The number of a term's standing.
    public init(epoch: UInt64, count: UInt64) {
        self.epoch = epoch
        self.count = count
    }

    /// How it is written.
    public var description: String { "\(epoch).\(count)" }

    /// Whether the first comes before the second.
    public static func < (one: StandingNumber, other: StandingNumber) -> Bool {
        (one.epoch, one.count) < (other.epoch, other.count)
    }

    /// The number of the next standing, decided in this term; `previous` is nil before the first.
    public static func next(after previous: StandingNumber?, in epoch: UInt64) -> StandingNumber {
        guard let previous, previous.epoch >= epoch else { return StandingNumber(epoch: epoch, count: 1) }
        // The last number of a term has none after it; books refuse to issue it twice.
        return StandingNumber(epoch: previous.epoch, count: previous.count == .max ? .max : previous.count + 1)
    }
}

/// The standing that a signed answer names: its number and its content.
///
/// Whoever carries the answer can't keep the standing back: the device doesn't apply an answer without the standing
/// that it names.
public struct NamedStanding: Hashable, Sendable, Codable {
    /// The number.
    public let number: StandingNumber
    /// SHA-256 of the standing's signed form and signature.
    public let hash: ContentHash

    /// The standing with this number and hash.
    public init(number: StandingNumber, hash: ContentHash) {
        self.number = number
        self.hash = hash
    }
}

extension StandingNumber: Described {
    @usableFromInline package static let element: StaticString = "number"
    @usableFromInline package static var meaning: String {
        "The place of a standing among those of its device; it never falls."
    }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        StandingNumber(
            epoch: try v.field("epoch", value?.epoch, 0...UInt64.max, "the term of the funds service that decided"),
            count: try v.field("count", value?.count, 1...UInt64.max, "counts the device's standings within the term"))
    }
}

extension DeviceStanding: SelfSigned {
    @usableFromInline package static let element: StaticString = "standing"
    @usableFromInline package static var meaning: String { "How a device stands." }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the funds service", .standing) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        DeviceStanding(
            psdKey: try v.field("psdKey", value?.psdKey), number: try v.group(value?.number),
            state: try v.field("state", value?.state, "a device that isn't `active` franks nothing"),
            reason: try v.optional("reason", value?.reason, .optional, "why; left out where the device is `active`"),
            time: try v.field("time", value?.time, "when it was decided"),
            signature: try v.signature(value?.signature))
    }
}

extension NamedStanding: Described {
    @usableFromInline package static let element: StaticString = "newestStanding"
    @usableFromInline package static var meaning: String { "The standing without which an answer isn't applied." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        NamedStanding(
            number: try v.group(value?.number),
            hash: try v.field("hash", value?.hash, "of the standing's signed form and signature"))
    }
}

extension DeviceStanding.State: Word {
    @usableFromInline package static var schemaType: (name: String, meaning: String) {
        ("standingState", "What a device may do.")
    }
}
