import BackEnd
import DutyModel
import Exchanges
import Hummingbird
import NIOCore

/// Gives machines the published key list, in the form that they ask for.
struct KeyListResponder: Sendable {
    let shelf: KeyListShelf
    let downloads: KeyListDownloads

    /// What is written at once.
    private static let pieceBytes = 16_384

    /// The header field that names the newest version; nil before a list was published.
    static func version(_ shelf: KeyListShelf) -> (name: HTTPFields.Element.Name, value: String)? {
        guard let name = HTTPFields.Element.Name(KeyListPlace.versionField), let version = shelf.version else {
            return nil
        }
        return (name, String(version))
    }

    /// The list, for the machine that the connection proved.
    func answer(
        to request: Request, of machine: MachineIdentity, on channel: any Channel
    ) throws(DutyFailure) -> Response {
        guard request.method == .get else { throw DutyFailure(.pathUnknown, "The key list is asked for with GET.") }
        let form = request.uri.queryParameters[Substring(KeyListPlace.formField)].flatMap { Int($0) }
        guard let form, KeyListShelf.forms.contains(form) else {
            throw DutyFailure(.pathUnknown, "The key list is not published in that form.")
        }
        let withEnd = request.uri.queryParameters[Substring(KeyListPlace.endField)] == "1"
        guard let list = shelf.list(form: form, withEnd: withEnd) else {
            throw DutyFailure(.keyListMissing, "No key list has been published yet.")
        }
        let turn = try downloads.turn(of: machine.machine, on: channel)
        var headers: HTTPFields = [.contentType: KeyListPlace.contentType, .cacheControl: "no-store"]
        if let name = HTTPFields.Element.Name(KeyListPlace.versionField) { headers[name] = String(list.version) }
        // The turn lasts until everything was written, piece by piece as the line takes them.
        let body = ResponseBody(contentLength: list.json.count) { writer in
            for start in stride(from: 0, to: list.json.count, by: Self.pieceBytes) {
                let end = min(start + Self.pieceBytes, list.json.count)
                try await writer.write(ByteBuffer(bytes: list.json[start..<end]))
            }
            try await writer.finish(nil)
            withExtendedLifetime(turn) {}
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
