import DutyModel
import Exchanges
import Signing

/// A service root whose private halves are all at hand, and the certificates that it gave.
public struct ModelRoot: Sendable {
    /// The private halves.
    public let signers: RootSigners

    /// A root with keys of its own name.
    public init(name: String = "root", generation: UInt64 = 1) throws(DutyFailure) {
        let keys = (1...ServiceRoot.keyCount).map { TestSigner(name: "\(name) \($0)") }
        signers = RootSigners(root: try ServiceRoot(generation: generation, keys: keys.map(\.publicKey)), signers: keys)
    }

    /// The public half.
    public var root: ServiceRoot { signers.root }

    /// What a back end with these keys shows; each certificate has the same number and lasts from 1970 until `until`.
    public func serviceKeys(
        funds: PublicKeyBytes, transactions: PublicKeyBytes, number: UInt64 = 1, from: Timestamp = Timestamp(0),
        until: Timestamp = Timestamp.calendar.upperBound, successions: [RootSuccession] = []
    ) throws(DutyFailure) -> CertifiedServiceKeys {
        let keys: [(ServiceKeyPurpose, PublicKeyBytes)] = [(.funds, funds), (.transactions, transactions)]
        return CertifiedServiceKeys(
            root: root, successions: successions,
            certificates: try keys.map { (purpose, key) throws(DutyFailure) in
                try signers.certify(key, for: purpose, number: number, from: from, until: until)
            })
    }
}
