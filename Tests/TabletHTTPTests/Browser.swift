import DutyModel
import Hummingbird
import HummingbirdTesting
import Logging
import TabletHTTP
import Testing

/// Speaks to the page as one browser does: it keeps the cookie and sends the page's own origin with forms.
struct Browser {
    let client: any TestClientProtocol
    var cookie: String?

    /// One answer of the page.
    struct Answer {
        let status: Int
        let headers: HTTPFields
        let html: String
        var location: String? { headers[.location] }
    }

    mutating func get(_ uri: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(uri, .get, headers, nil)
    }

    mutating func post(
        _ uri: String, _ body: String, origin: String? = "http://localhost",
        type: String = "application/x-www-form-urlencoded"
    ) async throws -> Answer {
        var headers: HTTPFields = [.contentType: type]
        headers[.origin] = origin
        return try await send(uri, .post, headers, ByteBuffer(string: body))
    }

    /// Opens the form at this address and sends it with these values.
    mutating func fill(_ uri: String, _ values: String) async throws -> Answer {
        let seal = try await seal(uri)
        return try await post(uri, seal + (values.isEmpty ? "" : "&" + values))
    }

    /// The hidden fields of the form at this address, ready to be sent.
    mutating func seal(_ uri: String) async throws -> String {
        Self.seal(in: try await get(uri).html)
    }

    /// The hidden fields of the form that is sent to this address, among others on the page.
    static func seal(in html: String, to action: String) -> String {
        guard let form = html.firstRange(of: "action=\"\(action)\"") else { return "form=none&token=none" }
        return seal(in: String(html[form.lowerBound...]))
    }

    static func seal(in html: String) -> String {
        let number = html.firstMatch(of: /name="form" value="([0-9]+)"/).map { String($0.1) } ?? "none"
        let token = html.firstMatch(of: /name="token" value="([0-9a-f]+)"/).map { String($0.1) } ?? "none"
        return "form=\(number)&token=\(token)"
    }

    private mutating func send(
        _ uri: String, _ method: HTTPRequest.Method, _ fields: HTTPFields, _ body: ByteBuffer?
    ) async throws -> Answer {
        var headers = fields
        if let cookie { headers[.cookie] = cookie }
        let answer = try await client.execute(uri: uri, method: method, headers: headers, body: body)
        if let given = answer.headers[.setCookie] { cookie = given.split(separator: ";").first.map(String.init) }
        return Answer(
            status: answer.status.code, headers: answer.headers, html: String(buffer: answer.body))
    }
}

/// Runs a test against the page of a machine, without a socket.
func withPage(
    _ machine: PretendMachine, authorities: [String] = ["localhost"], limits: PageLimits = PageLimits(),
    _ test: @Sendable (Browser) async throws -> Void
) async throws {
    let page = try makePage(machine, authorities: authorities, limits: limits)
    let application = Application(router: page.router(), logger: quiet)
    try await application.test(.router) { client in try await test(Browser(client: client)) }
}

/// A page with a fixed clock and bytes that are different in every call.
func makePage(
    _ machine: PretendMachine, authorities: [String], limits: PageLimits = PageLimits()
) throws -> TabletPage {
    let random: RandomBytes = { length in (0..<length).map { _ in UInt8.random(in: .min ... .max) } }
    return try TabletPage(
        operations: machine, authorities: authorities, limits: limits, clock: { Timestamp(1_763_970_000) },
        random: random)
}

/// A logger that says nothing.
let quiet = Logger(label: "page-tests") { _ in SwiftLogNoOpLogHandler() }

extension PageLimits {
    /// The usual limits, but for what a test changes.
    init(_ change: (inout PageLimits) -> Void) {
        self.init()
        change(&self)
    }
}
