import DutyModel
import Exchanges
import LocalSystem
import Signing

/// The Ed25519 keys with which the services sign, one file each with mode 0600.
struct ServiceKeys: Sendable {
    let distributor: Ed25519Signer
    let funds: Ed25519Signer
    let transactions: Ed25519Signer
    let publisher: Ed25519Signer

    /// A seed has 32 bytes; what is longer is no key.
    static let seedBytes = 32

    /// Opens the keys of a folder, or makes those that are missing.
    ///
    /// `mayMake` is false once the database exists: a key that went missing then would leave machines with
    /// answers that they cannot check, so `key_missing` is thrown instead.
    init(folder: String, mayMake: Bool) throws(DutyFailure) {
        try PrivateFolder.make(folder)
        func open(_ purpose: ServiceKeyPurpose) throws(DutyFailure) -> Ed25519Signer {
            let path = "\(folder)/\(purpose.rawValue).key"
            if let held = try Self.signer(at: path) { return held }
            guard mayMake else { throw DutyFailure(.keyMissing, "The key \(path) is missing.") }
            let signer = Ed25519Signer()
            try PrivateFile.write(signer.seed, to: path)
            return signer
        }
        distributor = try open(.distributor)
        funds = try open(.funds)
        transactions = try open(.transactions)
        publisher = try open(.publisher)
    }

    /// The public halves, by what they may sign.
    var publicKeys: [ServiceKeyPurpose: PublicKeyBytes] {
        [
            .distributor: distributor.publicKey, .funds: funds.publicKey, .transactions: transactions.publicKey,
            .publisher: publisher.publicKey,
        ]
    }

    /// The public half of a key; nil where the folder has no such key. Makes nothing.
    static func publicKey(_ purpose: ServiceKeyPurpose, in folder: String) throws(DutyFailure) -> PublicKeyBytes? {
        try publicKey(at: "\(folder)/\(purpose.rawValue).key")
    }

    /// The public half of the key in this file; nil where there is none.
    static func publicKey(at path: String) throws(DutyFailure) -> PublicKeyBytes? { try signer(at: path)?.publicKey }

    private static func signer(at path: String) throws(DutyFailure) -> Ed25519Signer? {
        guard let seed = try PrivateFile.readIfPresent(path, limitBytes: seedBytes) else { return nil }
        guard let signer = Ed25519Signer(seed: seed) else {
            throw DutyFailure(.dataMalformed, "\(path) does not hold a key.")
        }
        return signer
    }

    /// The keys with which a service signed so far, by the folder of its back end; nil where that has no such key.
    static func line(of purpose: ServiceKeyPurpose, inFolder folder: String) throws(DutyFailure) -> ServiceKeyLine? {
        guard let present = try publicKey(purpose, in: "\(folder)/keys") else { return nil }
        return try line(of: purpose, present: present, earlier: EarlierKeyFile.made(inFolder: folder).read())
    }

    /// The present key behind those that it followed.
    static func line(
        of purpose: ServiceKeyPurpose, present: PublicKeyBytes, earlier: EarlierServiceKeys
    ) -> ServiceKeyLine {
        ServiceKeyLine(present, earlier: earlier.keys.filter { $0.certificate.purpose == purpose })
    }
}
