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

/// Downloads over the machine's one way to the network, from the distributor.
public struct DialledKeyListDownload: KeyListDownload {
    private let dialler: SiteDialler
    private let endpoint: SiteEndpoint

    /// A download from where this distributor is.
    public init(dialler: SiteDialler, distributor: ServiceLocation) {
        self.dialler = dialler
        endpoint = SiteEndpoint(host: distributor.host, port: distributor.port, transport: .tls)
    }

    public func keyList(in format: KeyListFormat) async throws(DutyFailure) -> [UInt8] {
        var bounds = NetworkLimits()
        bounds.answerBodyBytes = KeyListLimits().mostBytes
        bounds.exchangeMilliseconds = KeyListPlace.longestSeconds * 1000
        let request = SiteRequest(
            method: .get, path: KeyListPlace.address(form: format.number),
            fields: [.init("Accept", "application/json")])
        let answer: SiteAnswer
        do throws(NetworkFailure) {
            answer = try await dialler.exchange(request, with: endpoint, within: bounds)
        } catch {
            throw error.failure
        }
        guard answer.status == 200 else {
            throw DutyFailure(.httpStatus, "\(endpoint) answered with status \(answer.status) and no key list.")
        }
        return answer.body
    }
}
