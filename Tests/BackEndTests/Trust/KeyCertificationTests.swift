import DutyModel
import Exchanges
import Signing
import Testing

@testable import BackEnd

/// Which service keys are certified, and when again.
@Suite struct KeyCertificationTests {
    private static let now = Timestamp(1_795_500_000)
    private let signers: RootSigners
    private let keys: [ServiceKeyPurpose: PublicKeyBytes]

    private let halves: [Ed25519Signer]

    init() throws {
        halves = (1...3).map { _ in Ed25519Signer() }
        signers = RootSigners(root: try ServiceRoot(generation: 1, keys: halves.map(\.publicKey)), signers: halves)
        keys = Dictionary(uniqueKeysWithValues: ServiceKeyPurpose.allCases.map { ($0, Ed25519Signer().publicKey) })
    }

    private func certification(_ changed: [ServiceKeyPurpose: PublicKeyBytes] = [:]) -> KeyCertification {
        KeyCertification(keys: keys.merging(changed) { $1 }, lifetimes: CertificateLifetimes())
    }

    private func first() throws -> [ServiceKeyCertificate] {
        try certification().renewed([], by: signers, at: Self.now)
    }

    @Test func `a first certificate covers what its key signed before there were certificates`() throws {
        let certificates = try first()
        #expect(certificates.map(\.purpose) == ServiceKeyPurpose.allCases)
        for certificate in certificates {
            #expect(certificate.number == UInt64(Self.now.seconds) && certificate.validFrom == Timestamp(0))
            #expect(certificate.validUntil == Self.now.advanced(byDays: 1_826))
            try Ed25519Verifier().require(certificate, by: signers.root)
        }
    }

    @Test(arguments: [(0, 0), (1_460, 0), (1_461, 4), (1_826, 4), (3_000, 4)])
    func `a certificate is renewed in its last year, not before`(_ days: Int64, _ due: Int) throws {
        #expect(certification().due(in: try first(), at: Self.now.advanced(byDays: days)).count == due)
    }

    @Test func `a renewal has the next number and keeps the beginning`() throws {
        let later = Self.now.advanced(byDays: 1_700)
        let renewed = try certification().renewed(try first(), by: signers, at: later)
        #expect(renewed.allSatisfy { $0.number == UInt64(later.seconds) })
        #expect(renewed.allSatisfy { $0.validFrom == Timestamp(0) && $0.validUntil == later.advanced(byDays: 1_826) })
        #expect(try certification().renewed(renewed, by: signers, at: later) == renewed)
    }

    @Test func `a copy of an older file is followed by numbers that the lost one never had`() throws {
        let renewed = try certification().renewed(try first(), by: signers, at: Self.now.advanced(byDays: 1_700))
        let later = Self.now.advanced(byDays: 1_701)
        let again = try certification().renewed(try first(), by: signers, at: later, all: true)
        for (lost, new) in zip(renewed, again) { #expect(lost.number < new.number) }
        #expect(certification().isInForce(again, at: later))
        #expect(!certification([.funds: Ed25519Signer().publicKey]).isInForce(again, at: later))
        #expect(!certification().isInForce(try first(), at: Self.now.advanced(byDays: 1_826)))
    }

    @Test func `a key that takes the place of another is certified under the next number, and the others stay`() throws
    {
        let next = Ed25519Signer().publicKey
        let held = try first()
        let changed = certification([.funds: next])
        #expect(changed.due(in: held, at: Self.now) == [.funds])
        let renewed = try changed.renewed(held, by: signers, at: Self.now)
        #expect(renewed.first { $0.purpose == .funds }?.number == UInt64(Self.now.seconds) + 1)
        #expect(renewed.filter { $0.purpose != .funds } == held.filter { $0.purpose != .funds })
    }

    @Test func `one private half of the root certifies nothing`() throws {
        let single = RootSigners(root: signers.root, signers: [halves[1], halves[1]])
        #expect(single.count == 1)
        #expect(throws: DutyFailure(.keyMissing, "")) {
            try certification().renewed([], by: single, at: Self.now)
        }
    }
}
