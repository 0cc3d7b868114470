import ConnectionRules
import DutyModel
import Hummingbird
import NIOCore
import Synchronization
import VerifyHTTP

/// Answers strangers with the public check and nothing else: it has no path of a service and none of a machine's page.
final class PublicCheckResponder: HTTPResponder {
    private let routes: RouterResponder<PeerContext>
    private let limits: PublicCheckLimits
    private let underWay = Atomic<Int>(0)

    init(_ check: PublicCheck) {
        let router = Router(context: PeerContext.self, options: .autoGenerateHeadEndpoints)
        check.page.add(to: router)
        routes = router.buildResponder()
        limits = check.limits
    }

    func respond(to request: Request, context: PeerContext) async throws -> Response {
        guard request.method == .get || request.method == .head else {
            close(context.channel)
            return Self.refusal(
                .methodNotAllowed, "Only GET is answered here.", [.allow: "GET, HEAD", .connection: "close"])
        }
        guard !Self.hasBody(request) else {
            close(context.channel)
            return Self.refusal(.contentTooLarge, "A check has no body.", [.connection: "close"])
        }
        let count = underWay.add(1, ordering: .relaxed).newValue
        defer { underWay.subtract(1, ordering: .relaxed) }
        guard count <= limits.checksAtOnce else {
            return Self.refusal(
                .serviceUnavailable, "Too many stamps are being checked now. Try again.", [.retryAfter: "1"])
        }
        do {
            let response = try await routes.respond(to: request, context: context)
            return response.status == .notFound
                ? Self.refusal(.notFound, "There is nothing at this address.") : response
        } catch let error as any HTTPResponseError {
            return Self.refusal(error.status, "This request can’t be answered.")
        } catch {
            context.logger.error("The package check failed.", metadata: ["error": "\(ErrorWords.of(error))"])
            return Self.refusal(.internalServerError, "The stamp could not be checked. Try again.")
        }
    }

    /// What is left of a body would be read to its end, so the connection goes once the answer has had time to leave.
    private func close(_ channel: any Channel) {
        channel.eventLoop.scheduleTask(in: .milliseconds(limits.bodyMilliseconds)) { [weak channel] in
            channel?.close(promise: nil)
            return
        }
    }

    private static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
    }

    private static func refusal(
        _ status: HTTPResponse.Status, _ sentence: String, _ fields: HTTPFields = [:]
    ) -> Response {
        var headers = fields
        headers[.contentType] = "text/plain; charset=utf-8"
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: sentence + "\n")))
    }
}
