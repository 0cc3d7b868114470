import DutyModel
import Foundation
import Hummingbird
import Mustache

/// The page that says whether a stamp is genuine: a form at its path, such as `/V`, and an answer at `/V/CODE`.
///
/// It knows nothing of keys; the judge does. It keeps nothing of what it is asked.
public struct VerifyRoutes: Sendable {
    /// The most characters of a code that is judged; a whole stamp code with its prefix has at most 221.
    public static let longestCode = 400

    /// Seconds for which a browser may keep the published page's style, which changes with the program alone.
    private static let styleKeptSeconds = 3600

    private let page: VerifyPage
    private let template: MustacheTemplate
    private let style: ByteBuffer
    private let judge: @Sendable (String) async -> VerifyAnswer

    /// Routes that ask this judge. The judge is given the code exactly as it stands in the address, or the
    /// text of the form without blanks around it, which may be a whole address.
    ///
    /// - Throws: `program_file_bad` where a file of the page is missing.
    public init(
        _ page: VerifyPage = .oneComputer, judge: @escaping @Sendable (String) async -> VerifyAnswer
    ) throws(DutyFailure) {
        self.page = page
        self.judge = judge
        do {
            let folder = Bundle.module.bundleURL
            let text = try String(contentsOf: folder.appending(path: "templates/verify.mustache"), encoding: .utf8)
            template = try MustacheTemplate(string: text)
            style = ByteBuffer(bytes: try Data(contentsOf: folder.appending(path: "style/verify.css")))
        } catch {
            throw DutyFailure(.programFileBad, "The verify page cannot be read: \(ErrorWords.of(error)).")
        }
    }

    /// Adds the routes; upper case counts, because a stamp's code is upper case.
    public func add<Context: RequestContext>(to routes: some RouterMethods<Context>) {
        routes.get(RouterPath(page.path)) { request, _ in await form(request) }
        routes.get(RouterPath(page.path + "/{code}")) { request, context in
            // Percent escapes are left as they are: no true code has any.
            await verdict(on: try context.parameters.require("code"), request)
        }
        routes.get(RouterPath(page.path + "/style/verify.css")) { _, _ in
            var headers: HTTPFields = [.contentType: "text/css; charset=utf-8", .xContentTypeOptions: "nosniff"]
            if page.keptSeconds > 0 { headers[.cacheControl] = "public, max-age=\(Self.styleKeptSeconds)" }
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: style))
        }
    }

    private func form(_ request: Request) async -> Response {
        let typed = request.uri.queryParameters["code"].map { String($0.prefix(Self.longestCode + 1)) } ?? ""
        let code = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        return code.isEmpty ? answer(VerifyScreen(of: page)) : await verdict(on: code, request)
    }

    private func verdict(on code: String, _ request: Request) async -> Response {
        guard code.utf8.count <= Self.longestCode else {
            let failure = DutyFailure(.codeMalformed, "This is too long to be the code of a stamp.")
            return answer(VerifyScreen(VerifyAnswer(failure), typed: "", of: page))
        }
        let found = await judge(code)
        return answer(VerifyScreen(found, typed: code, of: page), by: found.listVersion, to: request)
    }

    /// A page; one that a key list made may be kept for a while where the page is the published one, and is not sent
    /// again to whoever has it.
    private func answer(_ screen: VerifyScreen, by listVersion: UInt64? = nil, to request: Request? = nil) -> Response {
        let html = template.render(screen)
        var headers = Self.headers
        guard page.keptSeconds > 0, let listVersion else {
            headers[.cacheControl] = "no-store"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
        }
        let tag = EntityTag(listVersion: listVersion, page: html)
        headers[.cacheControl] = "public, max-age=\(page.keptSeconds), must-revalidate"
        headers[.eTag] = tag.text
        if let held = request?.headers[.ifNoneMatch], tag.isNamed(in: held) {
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    private static var headers: HTTPFields {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'",
        ]
        if let name = HTTPFields.Element.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return headers
    }
}
