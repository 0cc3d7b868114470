import DutyModel
import Exchanges
import Storage

/// What tells one back end from every other: its keys and its books. All of it is public.
///
/// It is written down outside the back end's folder, so that what is missing there, or was put there from another
/// installation, is not taken for what was made here.
public struct BackEndIdentity: Hashable, Sendable, Codable {
    /// The key with which the distributor signs.
    public let distributorKey: PublicKeyBytes
    /// The key with which the funds service signs.
    public let fundsKey: PublicKeyBytes
    /// The key with which the transactions service signs.
    public let transactionsKey: PublicKeyBytes
    /// The key with which the key list is signed.
    public let publisherKey: PublicKeyBytes
    /// SHA-256 of the authority's public key, as its certificate holds it.
    public let authorityKeyHash: ContentHash
    /// The name that the books were given when they were made, 32 hexadecimal digits.
    public let books: String
    /// The fingerprint of the service root; nil in what was written before there were roots.
    public let serviceRoot: ContentHash?

    /// Whether the keys are the same, or those that follow these; books of an older version are given a name when they
    /// are first opened.
    func isFollowed(by other: BackEndIdentity, after earlier: EarlierServiceKeys) -> Bool {
        ServiceKeyPurpose.allCases.allSatisfy { purpose in
            key(for: purpose) == other.key(for: purpose) || earlier.holds(key(for: purpose), for: purpose)
        } && authorityKeyHash == other.authorityKeyHash
    }

    func key(for purpose: ServiceKeyPurpose) -> PublicKeyBytes {
        switch purpose {
        case .distributor: distributorKey
        case .funds: fundsKey
        case .transactions: transactionsKey
        case .publisher: publisherKey
        }
    }

    /// The same back end after a succession of a service's key or of the root.
    public func followed(by keys: CertifiedServiceKeys) -> BackEndIdentity {
        func key(_ purpose: ServiceKeyPurpose) -> PublicKeyBytes {
            keys.certificate(for: purpose)?.key ?? self.key(for: purpose)
        }
        return BackEndIdentity(
            distributorKey: key(.distributor), fundsKey: key(.funds), transactionsKey: key(.transactions),
            publisherKey: key(.publisher), authorityKeyHash: authorityKeyHash, books: books,
            serviceRoot: keys.root.fingerprint)
    }
}

/// What is known of a back end before its folder is opened.
public enum BackEndPresence: Sendable {
    /// There may never have been one: what is missing is made.
    case mayBeNew
    /// It was made before: nothing is made, and what is missing is told. Its identity, where that was written down.
    case made(BackEndIdentity?)

    /// Whether what is missing may be made.
    var mayMake: Bool { if case .mayBeNew = self { true } else { false } }

    /// The identity that it must have, where one is known.
    var identity: BackEndIdentity? { if case .made(let identity) = self { identity } else { nil } }
}

/// The name of the books, which a copy keeps.
enum BooksIdentity {
    /// Throws `data_malformed` where there is none.
    static func held(in transaction: any SQLTransaction) throws(DutyFailure) -> String {
        guard let row = try transaction.row("SELECT identity FROM books_identity WHERE only_row = 1") else {
            throw DutyFailure(.dataMalformed, "The database has no identity.")
        }
        return try row.text("identity")
    }
}
