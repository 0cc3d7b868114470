import DutyModel
import Exchanges
import Signing
import Testing

/// A service root, publishers that it certifies, and their lists.
struct SampleTrust {
    let root: ServiceRoot
    private let signers: [Ed25519Signer]

    /// The root of this generation, whose keys have these seeds.
    init(generation: UInt64 = 1, seeds: [UInt8] = [101, 102, 103]) throws {
        signers = try seeds.map { try SampleSigning.signer($0) }
        root = try ServiceRoot(generation: generation, keys: signers.map(\.publicKey))
    }

    private var halves: RootSigners { RootSigners(root: root, signers: signers) }

    /// How the root vouches for the publisher with this seed.
    func certification(
        of seed: UInt8, number: UInt64, purpose: ServiceKeyPurpose = .publisher, until: Timestamp = SampleSigning.end,
        successions: [RootSuccession] = [], handovers: [RootHandover] = []
    ) throws -> PublisherCertification {
        PublisherCertification(
            root: root, successions: successions,
            certificate: try halves.certify(
                SampleSigning.signer(seed).publicKey, for: purpose, number: number, from: Timestamp(1_795_000_000),
                until: until),
            handovers: handovers)
    }

    /// The word of the publisher with this seed that the root counts.
    func handover(by seed: UInt8) throws -> RootHandover {
        try .signed(naming: root, by: SampleSigning.signer(seed))
    }

    /// The word of this root that the next one follows.
    func succession(to next: SampleTrust) throws -> RootSuccession { try halves.succeed(by: next.root) }

    /// A list of this version by the publisher with this seed.
    static func list(
        _ version: UInt64, by seed: UInt8, _ certification: PublisherCertification? = nil
    ) throws -> KeyList {
        try SampleSigning.list(
            [SampleSigning.entry()], version: version, validUntil: SampleSigning.end, certification: certification,
            seed: seed)
    }
}
