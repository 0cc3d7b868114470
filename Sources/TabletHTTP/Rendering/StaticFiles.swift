import DutyModel
import Foundation
import Hummingbird

/// The page's style, script and mark; read once, and served by exact name.
struct StaticFiles: Sendable {
    private struct File {
        let bytes: ByteBuffer
        let type: String
    }

    private let files: [String: File]

    /// Reads the files that come with the program; throws `program_file_bad` where one is missing.
    init() throws(DutyFailure) {
        var files: [String: File] = [:]
        for (name, type) in Self.types {
            do {
                let file = Bundle.module.bundleURL.appending(path: "static/\(name)")
                files[name] = File(bytes: ByteBuffer(bytes: try Data(contentsOf: file)), type: type)
            } catch {
                throw DutyFailure(.programFileBad, "The page’s file “\(name)” cannot be read: \(ErrorWords.of(error)).")
            }
        }
        self.files = files
    }

    /// A file as an answer; throws `path_unknown` for any other name.
    func answer(_ name: String) throws(DutyFailure) -> Response {
        guard let file = files[name] else { throw DutyFailure(.pathUnknown, "There is nothing at this address.") }
        return Response(status: .ok, headers: [.contentType: file.type], body: ResponseBody(byteBuffer: file.bytes))
    }

    private static let types = [
        ("page.css", "text/css; charset=utf-8"), ("page.js", "text/javascript; charset=utf-8"),
        ("mark.svg", "image/svg+xml"),
    ]
}
