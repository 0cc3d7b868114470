import BackEnd
import ConnectionRules
import DutyModel
import Exchanges
import Hummingbird
import Messages
import NIOCore

/// Answers the requests of one TLS listener.
struct EndpointResponder: HTTPResponder {
    let endpoint: MessageEndpoint
    /// Measures lines beside the messages; nil for a listener that does not.
    let measuring: MeasuringResponder?
    /// Gives machines the key list beside the messages; nil for a listener that does not.
    let keyList: KeyListResponder?
    /// Gives machines the certificates of the service keys beside the messages; nil for a listener that does not.
    let serviceKeys: ServiceKeyResponder?
    /// Enrols machines on site beside the messages; nil for a listener that does not.
    let enrolment: EnrolmentResponder?

    func respond(to request: Request, context: PeerContext) async throws -> Response {
        let path = request.uri.path
        if let enrolment, path != endpoint.path, path == EnrolmentPlace.path {
            return Response(await enrolment.answer(to: request, on: context.channel))
        }
        if let measuring, path != endpoint.path, MeasuringResponder.answers(path) {
            return await measuring.respond(to: request, context: context)
        }
        var response =
            if let keyList, path != endpoint.path, path == KeyListPlace.path {
                await respond(on: context) { machine throws(DutyFailure) in
                    try keyList.answer(to: request, of: machine, on: context.channel)
                }
            } else if let serviceKeys, path != endpoint.path, path == ServiceKeyPlace.path {
                await respond(on: context) { _ throws(DutyFailure) in try serviceKeys.answer(to: request) }
            } else {
                Response(await endpoint.answer(to: request, context: context))
            }
        // Each answer says which list is the newest, so that a machine hears of it with whatever it asks. The list's
        // own answer names what it holds.
        let newest = KeyListResponder.version(endpoint.installation.keyListShelf)
        if let (name, value) = newest, response.headers[name] == nil { response.headers[name] = value }
        if let (name, value) = serviceKeys?.field { response.headers[name] = value }
        return response
    }

    /// What a machine that the connection proves is given beside messages.
    private func respond(
        on context: PeerContext, _ answer: (MachineIdentity) throws(DutyFailure) -> Response
    ) async -> Response {
        do throws(DutyFailure) {
            let machine = try await endpoint.machine(on: context.channel)
            try await endpoint.installation.requireEnrolled(machine)
            return try answer(machine)
        } catch {
            return Response(EndpointAnswer(refusing: error))
        }
    }
}

/// Answers everything on the plain port with “use TLS”; it reads nothing and gives nothing away.
struct PlainResponder: HTTPResponder {
    func respond(to request: Request, context: PeerContext) async throws -> Response {
        Response(EndpointAnswer(refusing: DutyFailure(.useTls, "Nothing is served on this port.")))
    }
}

/// Answers that the network is open, with nothing (status 204): whatever else a machine gets came from something on
/// the way.
struct ConnectivityResponder: HTTPResponder {
    /// The one path that is answered so.
    let path: String

    func respond(to request: Request, context: PeerContext) async throws -> Response {
        let known = request.uri.path == path && (request.method == .get || request.method == .head)
        return Response(status: known ? .noContent : .notFound, headers: [.cacheControl: "no-store"])
    }
}

/// Tells the listener's door that a connection has been answered: until its next request it may be closed to make room.
struct RestingResponder<Responder: HTTPResponder>: HTTPResponder where Responder.Context == PeerContext {
    let responder: Responder
    let door: ConnectionDoor

    func respond(to request: Request, context: PeerContext) async throws -> Response {
        door.work(context.channel)
        defer { door.rest(context.channel) }
        return try await responder.respond(to: request, context: context)
    }
}

extension Response {
    /// An answer as HTTP carries it.
    init(_ answer: EndpointAnswer) {
        var headers: HTTPFields = [.contentType: "application/xml; charset=utf-8", .cacheControl: "no-store"]
        if let name = HTTPFields.Element.Name(NewerForm.field) {
            headers[name] = NewerForm.fieldValue(NewerForm.readByBackEnds)
        }
        // A refused request may have left part of its body unread.
        if answer.status != .ok { headers[.connection] = "close" }
        if answer.status == .upgradeRequired { headers[.upgrade] = "TLS/1.2" }
        if answer.status == .methodNotAllowed { headers[.allow] = "POST" }
        if answer.status == .serviceUnavailable { headers[.retryAfter] = "5" }
        if answer.status == .tooManyRequests { headers[.retryAfter] = "1" }
        self.init(
            status: answer.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.bytes)))
    }
}
