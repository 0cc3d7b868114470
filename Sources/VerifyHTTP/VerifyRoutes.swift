import DutyModel
import Foundation
import Hummingbird
import Mustache

/// The public page that says whether a stamp is genuine: `/V/CODE`, and a form at `/V`.
///
/// It knows nothing of keys; the judge does. It keeps nothing of what it is asked.
public struct VerifyRoutes: Sendable {
    /// The most characters of a code that is judged; a whole stamp code with its prefix has at most 221.
    public static let longestCode = 400

    private let template: MustacheTemplate
    private let style: ByteBuffer
    private let judge: @Sendable (String) async -> VerifyAnswer

    /// Routes that ask this judge. The judge is given the code exactly as it stands in the address, or the
    /// text of the form without blanks around it, which may be a whole address.
    ///
    /// - Throws: `file_unreadable` where a file of the page is missing.
    public init(judge: @escaping @Sendable (String) async -> VerifyAnswer) throws(DutyFailure) {
        self.judge = judge
        do {
            let folder = Bundle.module.bundleURL
            let page = try String(contentsOf: folder.appending(path: "templates/verify.mustache"), encoding: .utf8)
            template = try MustacheTemplate(string: page)
            style = ByteBuffer(bytes: try Data(contentsOf: folder.appending(path: "style/verify.css")))
        } catch {
            throw DutyFailure(.fileUnreadable, "The verify page cannot be read: \(ErrorWords.of(error)).")
        }
    }

    /// Adds the routes; upper case counts, because a stamp's code is upper case.
    public func add<Context: RequestContext>(to routes: some RouterMethods<Context>) {
        routes.get("/V") { request, _ in await form(request) }
        routes.get("/V/{code}") { _, context in
            // Percent escapes are left as they are: no true code has any.
            await verdict(on: try context.parameters.require("code"))
        }
        routes.get("/V/style/verify.css") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/css; charset=utf-8"],
                body: ResponseBody(byteBuffer: style))
        }
    }

    private func form(_ request: Request) async -> Response {
        let typed = request.uri.queryParameters["code"].map { String($0.prefix(Self.longestCode + 1)) } ?? ""
        let code = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        return code.isEmpty ? answer(VerifyScreen(), status: .ok) : await verdict(on: code)
    }

    private func verdict(on code: String) async -> Response {
        guard code.utf8.count <= Self.longestCode else {
            let failure = DutyFailure(.codeMalformed, "This is too long to be the code of a stamp.")
            return answer(VerifyScreen(VerifyAnswer(failure), typed: ""), status: .ok)
        }
        return answer(VerifyScreen(await judge(code), typed: code), status: .ok)
    }

    private func answer(_ screen: VerifyScreen, status: HTTPResponse.Status) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'",
        ]
        if let name = HTTPFields.Element.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: template.render(screen))))
    }
}
