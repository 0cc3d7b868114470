import DutyModel
import SiteNetwork

/// Messages over the machine's one way to the network.
public struct DialledTransport: MessageTransport {
    private let dialler: SiteDialler
    private let keyLists: HeardKeyLists?

    /// A transport over this dialler, which holds the machine's certificate and the roots it trusts.
    ///
    /// - Parameter keyLists: who is told which key list is the newest, as each answer says it.
    public init(dialler: SiteDialler, keyLists: HeardKeyLists? = nil) {
        self.dialler = dialler
        self.keyLists = keyLists
    }

    public func post(_ message: [UInt8], to location: ServiceLocation) async throws(DutyFailure) -> [UInt8] {
        let request = SiteRequest(
            method: .post, path: location.path,
            fields: [.init("Content-Type", "application/xml; charset=utf-8"), .init("Accept", "application/xml")],
            body: message)
        let endpoint = SiteEndpoint(host: location.host, port: location.port, transport: .tls)
        let answer: SiteAnswer
        do throws(NetworkFailure) {
            answer = try await dialler.exchange(request, with: endpoint)
        } catch {
            throw error.failure
        }
        // A refusal is a message too; what is not XML comes from something that stands in between.
        guard answer.value(of: "content-type")?.hasPrefix("application/xml") == true else {
            throw DutyFailure(.httpStatus, "\(endpoint) answered with status \(answer.status) and no message.")
        }
        if let version = answer.value(of: KeyListPlace.versionField).flatMap({ UInt64($0) }) {
            keyLists?.hear(version)
        }
        return answer.body
    }
}
