import DutyModel
import Exchanges
import SiteNetwork

/// Brings the certificates of the back end's service keys.
public protocol ServiceKeyDownload: Sendable {
    /// The certificates as they came; no signature is checked.
    ///
    /// - Throws: `http_status` where the back end gives none; `http_malformed` for something else; a failure of the
    /// network
    ///   with the phase in its sentence.
    func serviceKeys() async throws(DutyFailure) -> CertifiedServiceKeys
}

/// Downloads over the machine's one way to the network, from the distributor.
public struct DialledServiceKeyDownload: ServiceKeyDownload {
    private let dialler: SiteDialler
    private let endpoint: SiteEndpoint

    /// A download from where this distributor is.
    public init(dialler: SiteDialler, distributor: ServiceLocation) {
        self.dialler = dialler
        endpoint = SiteEndpoint(host: distributor.host, port: distributor.port, transport: .tls)
    }

    public func serviceKeys() async throws(DutyFailure) -> CertifiedServiceKeys {
        var bounds = NetworkLimits()
        bounds.answerBodyBytes = ServiceKeyPlace.mostBytes
        let request = SiteRequest(
            method: .get, path: ServiceKeyPlace.path, fields: [.init("Accept", "application/json")])
        let answer: SiteAnswer
        do throws(NetworkFailure) {
            answer = try await dialler.exchange(request, with: endpoint, within: bounds)
        } catch {
            throw error.failure
        }
        guard answer.status == 200 else {
            throw DutyFailure(.httpStatus, "\(endpoint) answered with status \(answer.status) and no service keys.")
        }
        guard let keys = CertifiedServiceKeys(json: answer.body) else {
            throw DutyFailure(.httpMalformed, "\(endpoint) answered with something else than service keys.")
        }
        return keys
    }
}
