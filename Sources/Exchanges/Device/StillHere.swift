import DutyModel

/// A machine's word that it is still here, with the versions of its two programs, attested by its device
/// (`dutymark.still-here.v1`).
public struct StillHere: Hashable, Sendable, Codable {
    /// The device key that attests it.
    public package(set) var psdKey: PSDKeyID
    /// The version of the program in the tablet.
    public let tablet: ProgramVersion
    /// The version of the program in the base, which the base fills in.
    public internal(set) var base: ProgramVersion
    /// The device's time.
    public package(set) var time: Timestamp
    /// The device's signature.
    public var signature: SignatureBytes

    /// What a tablet has its device attest.
    public init(tablet: ProgramVersion = .current) {
        self.init(psdKey: .unattested, tablet: tablet, base: .first, time: Timestamp(0), signature: .unsigned)
    }

    @usableFromInline init(
        psdKey: PSDKeyID, tablet: ProgramVersion, base: ProgramVersion, time: Timestamp, signature: SignatureBytes
    ) {
        (self.psdKey, self.tablet, self.base) = (psdKey, tablet, base)
        (self.time, self.signature) = (time, signature)
    }
}

extension StillHere: Attested {
    package var words: String { "still here with \(tablet) in the tablet and \(base) in the base" }
    package var facts: [String: String] { ["tablet": tablet.description, "base": base.description] }
    package mutating func complete() { base = .current }

    @usableFromInline package static let element: StaticString = "stillHere"
    @usableFromInline package static var meaning: String {
        "Says that a machine is still here, and which versions it runs."
    }
    @usableFromInline package static var signing: SigningRule { SigningRule(by: "the device", .stillHere) }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        StillHere(
            psdKey: try v.field("psdKey", value?.psdKey),
            tablet: try v.field("tablet", value?.tablet, "of the program in the tablet"),
            base: try v.field("base", value?.base, "of the program in the base"),
            time: try v.field("time", value?.time, "the device's"), signature: try v.signature(value?.signature))
    }
}
