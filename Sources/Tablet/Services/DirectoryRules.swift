import DutyModel
import Exchanges
import Messages
import Signing

/// Judges what the distributor answers; no clock, no network.
struct DirectoryRules {
    /// Who this machine is.
    let machine: MachineSerial
    /// The distributor's key, known since enrolment, or certified by the root that the base obeys.
    var distributorKey: PublicKeyBytes
    /// Whether the guide names this host and port.
    let guidePermits: @Sendable (_ host: String, _ port: UInt16) -> Bool
    let verifier: any FormVerifier

    /// Accepts a directory that is signed, has a lifetime, is not older than the last one, and names no host that
    /// the guide does not, with the tokens for this device key. Whether its dates fit the tablet's own clock is not asked.
    ///
    /// - Throws: `directory_bad`, `signature_bad`.
    func accept(
        _ answer: DirectoryAnswer, for psdKey: PSDKeyID, askedAt: Int64, lastVersion: UInt64
    ) throws(DutyFailure) -> AcceptedDirectory {
        let directory = answer.directory
        try verifier.require(directory, by: distributorKey, on: "directory")
        guard directory.version >= lastVersion else {
            throw DutyFailure(.directoryBad, "The directory is older than the one used before.")
        }
        guard directory.expiresAt > directory.issuedAt else {
            throw DutyFailure(.directoryBad, "The directory expires at \(directory.expiresAt), before it was signed.")
        }
        for location in directory.services where !guidePermits(location.host, location.port) {
            throw DutyFailure(
                .directoryBad, "The directory names \(location.host):\(location.port), which the guide does not.")
        }
        var tokens: [ServiceName: AccessToken] = [:]
        for token in answer.tokens where token.machine == machine && token.psdKey == psdKey {
            tokens[token.audience] = token
        }
        return AcceptedDirectory(directory: directory, tokens: tokens, askedAt: askedAt)
    }
}
