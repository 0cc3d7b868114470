import DutyModel
import Hummingbird
import NIOCore

/// Answers what is asked of the measuring service, to anybody.
struct MeasuringResponder: Sendable {
    let service: MeasuringService

    /// Whether a path is the service's.
    static func answers(_ path: String) -> Bool {
        path == LineMeasuring.offerPath || path.hasPrefix(LineMeasuring.offerPath + "/")
    }

    func respond(to request: Request, context: PeerContext) async -> Response {
        do throws(DutyFailure) {
            let (turn, client) = try service.turn(on: context.channel)
            switch (request.uri.path, request.method) {
            case (LineMeasuring.offerPath, .get): return Self.text(service.offer(to: client).text)
            case (LineMeasuring.downPath, .get): return download(request, turn)
            case (LineMeasuring.upPath, .post):
                let length = request.headers[.contentLength].flatMap { Int($0) }
                return Self.text(try await service.upload(request.body, length: length).text)
            case (LineMeasuring.offerPath, _), (LineMeasuring.downPath, _), (LineMeasuring.upPath, _):
                throw DutyFailure(.pathUnknown, "This path is asked otherwise.")
            default: throw DutyFailure(.pathUnknown, "Nothing is served at this path.")
            }
        } catch {
            return Response(EndpointAnswer(refusing: error))
        }
    }

    private func download(_ request: Request, _ turn: Turn) -> Response {
        let wanted = request.uri.queryParameters[Substring(LineMeasuring.bytesField)].flatMap { Int($0) }
        let bytes = service.download(wanted)
        let headers: HTTPFields = [.contentType: "application/octet-stream", .cacheControl: "no-store"]
        // The turn lasts until everything was written, piece by piece as the line takes them.
        let body = ResponseBody(contentLength: bytes.readableBytes) { writer in
            var rest = bytes
            while let piece = rest.readSlice(length: min(Self.pieceBytes, rest.readableBytes)), piece.readableBytes > 0
            {
                try await writer.write(piece)
            }
            try await writer.finish(nil)
            withExtendedLifetime(turn) {}
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// What is written at once.
    private static let pieceBytes = 16_384

    private static func text(_ text: String) -> Response {
        let headers: HTTPFields = [.contentType: LineMeasuring.contentType, .cacheControl: "no-store"]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
