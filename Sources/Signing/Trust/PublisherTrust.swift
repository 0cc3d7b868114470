import DutyModel
import Exchanges

/// Whose key lists a reader believes, and the newest that it has seen; a pure rule.
///
/// A reader that pins a service root takes the list of any publisher's key that the root certifies under a higher number,
/// and no list of the key before from then on. One that pins nothing but a publisher's key takes over the root that this
/// key names, once. The numbers of lists belong to one key: what a thief numbered with a stolen one binds nobody to it.
public struct PublisherTrust: Hashable, Sendable, Codable {
    /// The pinned root; nil where a publisher's key alone is pinned.
    public let root: ServiceRoot?
    /// The highest place of a certificate that was seen; nil before the first.
    public let certificate: CertificatePlace?
    /// The publisher's key that counts; nil where a root was pinned by hand and no list has come since.
    public let publisher: PublicKeyBytes?
    /// The highest version of a list by this key; 0 before the first.
    public let version: UInt64

    /// Trust in this publisher's key alone.
    public init(publisher: PublicKeyBytes, version: UInt64 = 0) {
        self.init(root: nil, certificate: nil, publisher: publisher, version: version)
    }

    /// Trust in whatever publisher's key this root certifies.
    public init(root: ServiceRoot) { self.init(root: root, certificate: nil, publisher: nil, version: 0) }

    /// Trust in whoever published this list: in the root that vouches for the key, where one does. For the publisher's own
    /// folder, and one in which nobody is pinned yet.
    public init(first list: KeyList) {
        let vouched = list.certification.flatMap {
            try? $0.vouch(for: list, from: $0.root, verifier: Ed25519Verifier())
        }
        self.init(root: vouched?.root, certificate: vouched?.place, publisher: list.publisher, version: list.version)
    }

    private init(root: ServiceRoot?, certificate: CertificatePlace?, publisher: PublicKeyBytes?, version: UInt64) {
        self.root = root
        self.certificate = certificate
        self.publisher = publisher
        self.version = version
    }

    /// What names whoever is pinned, for as long as nobody pins anybody else: the root's fingerprint, or the key.
    public var name: String { root?.fingerprint.hex ?? publisher?.hex ?? "" }

    /// What is believed once this list, whose own signature is good, was taken.
    ///
    /// - Parameter anyVersion: takes a list of a lower version as well, such as one that a person names.
    /// - Throws: `key_list_bad` for a publisher who is not believed; `key_list_rolled_back` for one whose key another has
    ///   followed, and for a lower version than was seen.
    public func accepting(
        _ list: KeyList, anyVersion: Bool = false, by verifier: some FormVerifier = Ed25519Verifier()
    ) throws(DutyFailure) -> PublisherTrust {
        let (root, certificate) = try vouch(for: list, by: verifier)
        let isKnown = list.publisher == publisher
        guard anyVersion || !isKnown || list.version >= version else {
            throw DutyFailure(
                .keyListRolledBack,
                "This is version \(list.version) of the key list, and version \(version) was seen here before.")
        }
        return PublisherTrust(
            root: root, certificate: certificate, publisher: list.publisher,
            version: isKnown ? max(version, list.version) : list.version)
    }

    /// Root and certificate that count once a list of this publisher was taken.
    private func vouch(
        for list: KeyList, by verifier: some FormVerifier
    ) throws(DutyFailure) -> (ServiceRoot?, CertificatePlace?) {
        if let root { return try vouch(for: list, under: root, by: verifier) }
        // Who pins a key alone believes it, and the root that it names; once that is taken over, the root counts.
        let named = publisher.flatMap { list.certification?.root(namedBy: $0, verifier: verifier) }
        if let named, let certification = list.certification {
            do throws(DutyFailure) {
                let (root, place) = try certification.vouch(for: list, from: named, verifier: verifier)
                return (root, place)
            } catch {
                guard list.publisher == publisher else { throw error }
            }
        }
        guard list.publisher == publisher else {
            throw DutyFailure(
                .keyListBad, "The key list comes from another publisher than the one that is trusted here.")
        }
        return (nil, nil)
    }

    private func vouch(
        for list: KeyList, under root: ServiceRoot, by verifier: some FormVerifier
    ) throws(DutyFailure) -> (ServiceRoot?, CertificatePlace?) {
        let isKnown = list.publisher == publisher
        guard let certification = list.certification else {
            // Earlier forms carry none.
            guard isKnown else {
                throw DutyFailure(
                    .keyListBad,
                    "The key list comes from another publisher than the one that is trusted here, and carries no certificate "
                        + "of its key.")
            }
            return (root, certificate)
        }
        let vouched: (root: ServiceRoot, place: CertificatePlace)
        do throws(DutyFailure) {
            vouched = try certification.vouch(for: list, from: root, verifier: verifier)
        } catch {
            // A list from before the root was followed, by the key that still counts.
            guard isKnown, error.code == .keyListRolledBack else { throw error }
            return (root, certificate)
        }
        guard let certificate, vouched.place <= certificate else { return (vouched.root, vouched.place) }
        guard isKnown else {
            throw DutyFailure(
                .keyListRolledBack, "The key list is signed with a publisher’s key that another one has followed.")
        }
        return (root, certificate)
    }
}
