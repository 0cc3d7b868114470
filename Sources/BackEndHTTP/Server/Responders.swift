import ConnectionRules
import DutyModel
import Hummingbird
import Messages
import NIOCore

/// Answers the requests of one TLS listener.
struct EndpointResponder: HTTPResponder {
    let endpoint: MessageEndpoint
    /// Measures lines beside the messages; nil for a listener that does not.
    let measuring: MeasuringResponder?

    func respond(to request: Request, context: PeerContext) async throws -> Response {
        if let measuring, request.uri.path != endpoint.path, MeasuringResponder.answers(request.uri.path) {
            return await measuring.respond(to: request, context: context)
        }
        let answer = await endpoint.answer(to: request, context: context)
        return Response(answer)
    }
}

/// Answers everything on the plain port with “use TLS”; it reads nothing and gives nothing away.
struct PlainResponder: HTTPResponder {
    func respond(to request: Request, context: PeerContext) async throws -> Response {
        let failure = DutyFailure(.useTls, "Nothing is served on this port.")
        return Response(EndpointAnswer(MessageEndpoint.refusal(failure, to: nil), failure: failure))
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
        var headers = HTTPFields()
        headers[.contentType] = "application/xml; charset=utf-8"
        headers[.cacheControl] = "no-store"
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
