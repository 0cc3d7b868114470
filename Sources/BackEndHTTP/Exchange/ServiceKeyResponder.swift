import DutyModel
import Exchanges
import Hummingbird
import NIOCore

/// Gives machines the certificates of the service keys. Each vouches for itself, so nothing is signed here.
struct ServiceKeyResponder: Sendable {
    private let json: [UInt8]
    private let revision: String

    init(_ keys: CertifiedServiceKeys) {
        json = keys.json
        revision = String(keys.revision)
    }

    /// The header field that names the newest revision.
    var field: (name: HTTPFields.Element.Name, value: String)? {
        HTTPFields.Element.Name(ServiceKeyPlace.revisionField).map { ($0, revision) }
    }

    /// The answer to a machine that the connection proved.
    func answer(to request: Request) throws(DutyFailure) -> Response {
        guard request.method == .get else {
            throw DutyFailure(.pathUnknown, "The service keys are asked for with GET.")
        }
        let headers: HTTPFields = [.contentType: ServiceKeyPlace.contentType, .cacheControl: "no-store"]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
