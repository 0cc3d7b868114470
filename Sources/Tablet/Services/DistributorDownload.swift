import DutyModel
import Exchanges
import Signing
import SiteNetwork

/// Brings the published key list from the back end.
public protocol KeyListDownload: Sendable {
    /// The list in this form, as it came: nothing of it is checked.
    ///
    /// - Throws: `http_status` where the back end gives no list; a failure of the network with the phase in its sentence.
    func keyList(in format: KeyListFormat) async throws(DutyFailure) -> [UInt8]
}

/// Brings the certificates of the back end's service keys.
public protocol ServiceKeyDownload: Sendable {
    /// The certificates as they came; no signature is checked.
    ///
    /// - Throws: `http_status` where the back end gives none; `http_malformed` for something else; a failure of the
    ///   network with the phase in its sentence.
    func serviceKeys() async throws(DutyFailure) -> CertifiedServiceKeys
}

/// Downloads what the distributor publishes, over the machine's one way to the network.
public struct DistributorDownload: KeyListDownload, ServiceKeyDownload {
    private let dialler: SiteDialler
    private let endpoint: SiteEndpoint

    /// Downloads from where this distributor is.
    public init(dialler: SiteDialler, distributor: ServiceLocation) {
        self.dialler = dialler
        endpoint = SiteEndpoint(host: distributor.host, port: distributor.port, transport: .tls)
    }

    /// As `KeyListDownload` says.
    public func keyList(in format: KeyListFormat) async throws(DutyFailure) -> [UInt8] {
        var bounds = NetworkLimits()
        bounds.answerBodyBytes = KeyListLimits().mostBytes
        bounds.exchangeMilliseconds = KeyListPlace.longestSeconds * 1000
        return try await document(at: KeyListPlace.address(form: format.number), within: bounds, called: "key list")
    }

    /// As `ServiceKeyDownload` says.
    public func serviceKeys() async throws(DutyFailure) -> CertifiedServiceKeys {
        var bounds = NetworkLimits()
        bounds.answerBodyBytes = ServiceKeyPlace.mostBytes
        let document = try await document(at: ServiceKeyPlace.path, within: bounds, called: "service keys")
        guard let keys = CertifiedServiceKeys(json: document) else {
            throw DutyFailure(.httpMalformed, "\(endpoint) answered with something else than service keys.")
        }
        return keys
    }

    private func document(
        at path: String, within bounds: NetworkLimits, called name: String
    ) async throws(DutyFailure) -> [UInt8] {
        let request = SiteRequest(method: .get, path: path, fields: [.init("Accept", "application/json")])
        let answer: SiteAnswer
        do throws(NetworkFailure) {
            answer = try await dialler.exchange(request, with: endpoint, within: bounds)
        } catch {
            throw error.failure
        }
        guard answer.status == 200 else {
            throw DutyFailure(.httpStatus, "\(endpoint) answered with status \(answer.status) and no \(name).")
        }
        return answer.body
    }
}
