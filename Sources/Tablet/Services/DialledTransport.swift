import DutyModel
import Exchanges
import SiteNetwork

/// Messages over the machine's one way to the network.
public struct DialledTransport: MessageTransport {
    private let dialler: SiteDialler
    private let keyLists: HeardVersions?
    private let serviceKeys: HeardVersions?

    /// A transport over this dialler, which holds the machine's certificate and the roots it trusts.
    ///
    /// - Parameters:
    ///   - keyLists: who is told which key list is the newest, as each answer says it.
    ///   - serviceKeys: who is told which revision of the service keys' certificates is the newest.
    public init(dialler: SiteDialler, keyLists: HeardVersions? = nil, serviceKeys: HeardVersions? = nil) {
        self.dialler = dialler
        self.keyLists = keyLists
        self.serviceKeys = serviceKeys
    }

    /// As `MessageTransport` says.
    public func post(_ message: [UInt8], to location: ServiceLocation) async throws(DutyFailure) -> MessageAnswer {
        let request = SiteRequest(
            method: .post, path: location.path,
            fields: [
                .init("Content-Type", "application/xml; charset=utf-8"), .init("Accept", "application/xml"),
                .init(NewerForm.field, NewerForm.fieldValue(NewerForm.readByMachines)),
            ],
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
        for (field, listener) in [(KeyListPlace.versionField, keyLists), (ServiceKeyPlace.revisionField, serviceKeys)] {
            if let version = answer.value(of: field).flatMap({ UInt64($0) }) { listener?.hear(version) }
        }
        return MessageAnswer(answer.body, reads: NewerForm.named(in: answer.value(of: NewerForm.field)))
    }
}
