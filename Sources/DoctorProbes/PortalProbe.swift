import Doctor
import Foundation
import NIOCore
import SiteNetwork

/// Asks the interface of a login page that this network names for itself (RFC 8908).
struct PortalProbe: Sendable {
    let probe: PlaceProbe
    let names: NameProbe
    /// Who knows the interface's name: the site's own name server.
    let server: NameProbe.Server?
    /// The port of TLS where the URL names none.
    let tlsPort: UInt16?

    /// What such an interface answers, as far as it matters here.
    private struct Answer: Decodable {
        let captive: Bool
        let page: String?

        enum CodingKeys: String, CodingKey {
            case captive
            case page = "user-portal-url"
        }
    }

    /// Asks once: it is a hint, and the checks are what counts.
    func ask(_ api: String) async -> PortalObservation {
        var result = PortalObservation(api: String(api.prefix(Self.longestText)), result: .malformed)
        // The standard permits TLS only, so that nobody on the way can answer in its place.
        guard api.utf8.count <= Self.longestText, let url = URLComponents(string: api), url.scheme == "https",
            let host = url.host, !host.isEmpty, let port = url.port.flatMap({ UInt16(exactly: $0) }) ?? tlsPort
        else { return result }
        let path =
            (url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath)
            + (url.percentEncodedQuery.map { "?" + $0 } ?? "")
        result.result = .unreachable
        guard let address = await address(of: host, port) else { return result }
        let (opened, _) = await probe.socket.open(address, milliseconds: probe.limits.stepMilliseconds)
        guard let channel = opened else { return result }
        defer { channel.close(promise: nil) }
        let place = Place(host: host, port: port, speaks: .tls)
        guard await probe.greet(place, channel).isTrusted else {
            result.result = .unproved
            return result
        }
        let body = await body(channel, path: path, host: host)
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else {
            result.result = .malformed
            return result
        }
        return PortalObservation(
            api: api, result: .answered, isCaptive: answer.captive,
            loginPage: answer.page.map { String($0.prefix(Self.longestText)) })
    }

    /// Longest URL that is asked, and longest text that is kept.
    private static let longestText = 300

    private func address(of host: String, _ port: UInt16) async -> SocketAddress? {
        if let literal = try? SocketAddress(ipAddress: host, port: Int(port)) { return literal }
        guard let server else { return nil }
        let answers = await names.ask(host, server)
        return answers.flatMap(\.addresses).first.flatMap { try? SocketAddress(ipAddress: $0, port: Int(port)) }
    }

    /// The body of the answer. HTTP/1.0 keeps it in one piece, whatever its length.
    private func body(_ channel: any Channel, path: String, host: String) async -> ArraySlice<UInt8> {
        let request = ProbeRequest(host: host, path: path, version: "1.0", fields: ["Accept: application/captive+json"])
        let came = await ProbeReader.ask(
            channel, request.bytes, most: probe.limits.answerBytes,
            milliseconds: probe.limits.stepMilliseconds, isEnough: PageAnswer.isWhole)
        return PageAnswer.body(came.bytes)
    }
}
