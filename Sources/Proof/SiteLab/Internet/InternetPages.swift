import Foundation
import NIOCore
import NIOHTTP1

/// What the hosts of the lab's internet answer.
struct InternetPages: Sendable {
    /// Where a guest network's portal leads to; then nothing else is answered.
    var portal: String?
    let directory: LabDirectory

    struct Answer {
        var status: Int
        var fields: [(String, String)]
        var body: String
    }

    /// The host at an address.
    func server(at address: SocketAddress?) -> LabServer? {
        guard var text = address?.ipAddress else { return nil }
        // A socket of both families shows an IPv4 address inside an IPv6 one.
        if let inner = text.range(of: "::ffff:") { text.removeSubrange(text.startIndex..<inner.upperBound) }
        return directory.server(at: text)
    }

    /// The answer to a request for a path of a host.
    func answer(host: String?, path: String, certified: LabServer?) -> Answer {
        if let portal { return portalAnswer(portal, host: host) }
        let name = host.map { String($0.split(separator: ":").first ?? "") } ?? certified?.name ?? ""
        guard let server = directory.server(named: name) else {
            return page(200, "nginx", "Did you mean …?", "Sponsored results for \(escaped(name))")
        }
        if path.hasPrefix("/generate_204") { return Answer(status: 204, fields: [("Content-Length", "0")], body: "") }
        switch server.operatorName {
        case "apple": return page(200, server.software, "Success", "Success")
        case "amazon": return page(403, server.software, "AccessDenied", "\(server.name): AccessDenied")
        case "google": return page(404, server.software, "Error 404 (Not Found)", "\(server.name): that’s an error.")
        default: return page(200, server.software, server.name, "\(server.operatorName) serves \(server.name).")
        }
    }

    private func portalAnswer(_ portal: String, host: String?) -> Answer {
        guard host?.lowercased() == portal else {
            var url = URLComponents()
            url.scheme = "http"
            url.host = portal
            url.path = "/login"
            return Answer(status: 302, fields: [("Location", url.string ?? ""), ("Content-Length", "0")], body: "")
        }
        return page(200, "portal", "Guest network", "Log in to use the guest network.")
    }

    private func page(_ status: Int, _ server: String, _ title: String, _ text: String) -> Answer {
        let body = "<!doctype html><html><head><title>\(title)</title></head><body><p>\(text)</p></body></html>\n"
        return Answer(
            status: status,
            fields: [
                ("Server", server), ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", String(body.utf8.count)),
            ],
            body: body)
    }

    private func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    }
}

/// Answers each request with a page.
final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let pages: InternetPages
    private let certified: LabServer?
    private var head: HTTPRequestHead?

    /// A handler; `certified` is the host whose certificate was shown.
    init(pages: InternetPages, certified: LabServer?) {
        self.pages = pages
        self.certified = certified
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let answer = pages.answer(host: head.headers.first(name: "host"), path: head.uri, certified: certified)
        var headers = HTTPHeaders(answer.fields)
        headers.add(name: "Date", value: Self.date(Date()))
        if !head.isKeepAlive { headers.add(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: answer.status)
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
        if head.method != .HEAD, !answer.body.isEmpty {
            let body = context.channel.allocator.buffer(string: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        if !head.isKeepAlive { written.futureResult.whenComplete { _ in channel.close(promise: nil) } }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    /// A moment as HTTP writes it (RFC 9110, section 5.6.7).
    private static func date(_ moment: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: moment)
    }
}
