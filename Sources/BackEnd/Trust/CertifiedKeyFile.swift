import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing

/// The file in which a back end keeps its root's public keys and its certificates: `keys/service-keys.json`.
public struct CertifiedKeyFile: Sendable {
    /// Where it is.
    public let path: String
    /// The file of a back end's folder.
    static func made(inFolder folder: String) -> CertifiedKeyFile {
        CertifiedKeyFile("\(folder)/keys/service-keys.json")
    }

    /// The file at this path.
    public init(_ path: String) { self.path = path }

    /// What the file says; nil where there is none.
    ///
    /// Throws `data_malformed` for a file that says nothing of the kind, or whose root did not sign what stands there.
    public func read() throws(DutyFailure) -> CertifiedServiceKeys? {
        guard let bytes = try BoundedFile.read(path, mostBytes: ServiceKeyPlace.mostBytes) else { return nil }
        guard let keys = CertifiedServiceKeys(json: bytes) else {
            throw DutyFailure(.dataMalformed, "\(path) does not hold the keys of a service.")
        }
        let verifier = Ed25519Verifier()
        for certificate in keys.certificates where certificate.rootGeneration == keys.root.generation {
            do throws(DutyFailure) {
                try verifier.require(certificate, by: keys.root)
            } catch {
                throw DutyFailure(.dataMalformed, "\(path): \(error.message)")
            }
        }
        return keys
    }

    /// Durable when this returns. Nothing in it is secret; it lies among secrets, so it has their mode.
    func write(_ keys: CertifiedServiceKeys) throws(DutyFailure) { try PrivateFile.write(keys.json, to: path) }
}
