import DutyModel
import Exchanges

/// How the service root vouches for the key with which a key list is signed, as the list carries it.
///
/// All of it is public, and none of it has to be believed: a reader takes what its own root, or the publisher's key that it
/// pins, vouches for.
public struct PublisherCertification: Hashable, Sendable, Codable {
    /// The most handovers that a list carries: a publisher's key is followed by another once in years.
    public static let handoversMaximum = 16

    /// The root of today.
    public let root: ServiceRoot
    /// The successions that led to it from the first root on, oldest first.
    public let successions: [RootSuccession]
    /// The newest certificate of the publisher's key.
    public let certificate: ServiceKeyCertificate
    /// By which publishers' keys the root was named to readers that pin nothing but such a key.
    public let handovers: [RootHandover]

    /// A certification of these parts.
    public init(
        root: ServiceRoot, successions: [RootSuccession] = [], certificate: ServiceKeyCertificate,
        handovers: [RootHandover]
    ) {
        self.root = root
        self.successions = successions
        self.certificate = certificate
        self.handovers = handovers
    }

    /// The certification of this publisher's key; nil where the newest certificate is of another one.
    public init?(_ keys: CertifiedServiceKeys, of publisher: PublicKeyBytes, handovers: [RootHandover]) {
        guard let certificate = keys.certificate(for: .publisher), certificate.key == publisher else { return nil }
        self.init(root: keys.root, successions: keys.successions, certificate: certificate, handovers: handovers)
    }

    /// The root that the holder of this key named; nil where it named none.
    func root(namedBy publisher: PublicKeyBytes, verifier: some FormVerifier) -> ServiceRoot? {
        handovers.prefix(Self.handoversMaximum).first { handover in
            handover.publisher == publisher
                && verifier.isValid(
                    handover.signature, over: RootHandover.signedForm(naming: handover.root), by: publisher)
        }?.root
    }

    /// The root that follows the known one, and the place of the certificate under it, where these vouch for a list.
    ///
    /// - Throws: `key_list_bad` where they don't; `key_list_rolled_back` where the root that certified was followed by another.
    func vouch(
        for list: KeyList, from known: ServiceRoot, verifier: some FormVerifier
    ) throws(DutyFailure) -> (root: ServiceRoot, place: CertificatePlace) {
        guard certificate.purpose == .publisher, certificate.key == list.publisher,
            successions.count <= CertifiedServiceKeys.successionsMaximum
        else {
            throw DutyFailure(.keyListBad, "The certificate in the key list is not that of its publisher’s key.")
        }
        let newest: ServiceRoot
        do throws(DutyFailure) {
            newest = try verifier.newest(from: known, by: successions)
            guard certificate.rootGeneration >= newest.generation else {
                throw DutyFailure(
                    .keyListRolledBack,
                    "The publisher’s key is certified by a service root that another one has followed.")
            }
            try verifier.require(certificate, by: newest)
        } catch {
            throw error.code == .keyListRolledBack
                ? error
                : DutyFailure(.keyListBad, "The service root known here doesn’t vouch for the key list’s publisher.")
        }
        // Judged by the time in what was signed, as every service key's certificate is.
        guard certificate.validFrom <= list.issuedAt, list.issuedAt <= certificate.validUntil else {
            throw DutyFailure(
                .keyListBad, "The key list was signed outside of the time for which its publisher’s key is certified.")
        }
        return (newest, CertificatePlace(generation: newest.generation, number: certificate.number))
    }
}

/// Where a certificate stands among those of its purpose: whatever the next root certifies is newer.
public struct CertificatePlace: Hashable, Sendable, Codable, Comparable {
    /// The generation of the root that signed it.
    public let generation: UInt64
    /// Its number.
    public let number: UInt64

    /// A place.
    public init(generation: UInt64, number: UInt64) {
        self.generation = generation
        self.number = number
    }

    /// Whether the first comes before the second.
    public static func < (place: CertificatePlace, other: CertificatePlace) -> Bool {
        (place.generation, place.number) < (other.generation, other.number)
    }
}

/// The word of a key list's publisher that its readers should go by this service root from now on
/// (`dutymark.publisher-root.v1`). It counts once, for a reader that pins the publisher's key alone.
public struct RootHandover: Hashable, Sendable, Codable {
    /// The publisher's key.
    public let publisher: PublicKeyBytes
    /// The root that it names.
    public let root: ServiceRoot
    /// The publisher's signature.
    public let signature: SignatureBytes

    /// A handover with these parts; its signature is not checked.
    public init(publisher: PublicKeyBytes, root: ServiceRoot, signature: SignatureBytes) {
        self.publisher = publisher
        self.root = root
        self.signature = signature
    }

    /// The word of this publisher.
    public static func signed(naming root: ServiceRoot, by signer: some FormSigner) throws(DutyFailure) -> RootHandover
    {
        RootHandover(publisher: signer.publicKey, root: root, signature: try signer.sign(signedForm(naming: root)))
    }

    /// What the publisher signs (`dutymark.publisher-root.v1`).
    public static func signedForm(naming root: ServiceRoot) -> CanonicalForm {
        var form = CanonicalForm(context: .publisherRoot)
        form.append(root.fingerprint.bytes)
        return form
    }
}
