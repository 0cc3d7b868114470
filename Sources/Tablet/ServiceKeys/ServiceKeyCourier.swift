import BaseProtocol
import DutyModel
import Exchanges
import Logging
import ServiceLifecycle
import Signing

/// Brings the base the certificates of the service keys whenever an answer of the back end names a newer revision; ends
/// with the machine.
///
/// The base takes what its own root vouches for, so nothing is checked on the way. What fails is tried again, longer
/// and longer apart, and stands among the machine's problems meanwhile.
public struct ServiceKeyCourier: Service {
    private let tablet: TabletUnit
    private let heard: HeardVersions
    private let download: any ServiceKeyDownload
    private let surroundings: TabletSurroundings

    /// A courier for this machine.
    public init(
        tablet: TabletUnit, heard: HeardVersions, download: any ServiceKeyDownload, surroundings: TabletSurroundings
    ) {
        self.tablet = tablet
        self.heard = heard
        self.download = download
        self.surroundings = surroundings
    }

    /// Runs until the machine stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            // What a device has is not known before it was brought once, and another one may have been put in.
            var brought: (revision: UInt64, device: PSDSerial?) = (0, nil)
            for await revision in heard.versions {
                let device = try? await tablet.base.status().psdKey?.serial
                guard revision > brought.revision || device != brought.device else { continue }
                let newest = await tablet.untilThere(.serviceKeys, surroundings) { () async throws(DutyFailure) in
                    let keys = try await download.serviceKeys()
                    try await tablet.bring(keys)
                    return keys.revision
                }
                if let newest { brought = (newest, device) }
            }
        }
    }
}

extension TabletUnit {
    /// Hands the certificates of the service keys to the base, where that obeys a root; an older base knows of none.
    func bring(_ keys: CertifiedServiceKeys) async throws(DutyFailure) {
        guard try await base.status().serviceRoot != nil else { return }
        try await base.perform(.takeServiceKeys(keys))
        // The base has judged the root. The one that it obeys now vouches for the distributor as well.
        guard try await base.status().serviceRoot == keys.root.fingerprint else { return }
        try await follow(keys)
    }

    /// Takes the distributor's key under a root that the base obeys: it is believed from now on, durably, and none of a lower
    /// number.
    private func follow(_ keys: CertifiedServiceKeys) async throws(DutyFailure) {
        guard let offered = keys.certificate(for: .distributor), offered.rootGeneration == keys.root.generation else {
            return
        }
        try Ed25519Verifier().require(offered, by: keys.root)
        if let known = distributorCertificate {
            guard (known.rootGeneration, known.number) < (offered.rootGeneration, offered.number) else { return }
        }
        try keeper.believe(offered)
        distributorCertificate = offered
        await services.believe(distributor: offered.key)
    }
}
