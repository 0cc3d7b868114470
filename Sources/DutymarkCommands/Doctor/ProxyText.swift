import DutyModel
import Foundation
import SiteNetwork

/// A proxy as a person writes it. What is refused is never repeated: there may be a password in it.
enum ProxyText {
    /// Reads `http://USER:PASSWORD@HOST:PORT`; scheme, user and password may be left out. Throws `value_malformed`.
    static func server(_ text: String) throws(DutyFailure) -> ProxyServer {
        let written = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: written), let host = parts.host, !host.isEmpty, let port = parts.port,
            let number = UInt16(exactly: port), number > 0, ["", "/"].contains(parts.path), parts.query == nil
        else {
            throw DutyFailure(
                .valueMalformed, "The proxy is not written as http://USER:PASSWORD@HOST:PORT.",
                remedy: "Write host and port; a sign such as @ or : in a password is written as %40 or %3A.")
        }
        switch parts.scheme?.lowercased() {
        case "http": break
        case "socks", "socks4", "socks5", "socks5h":
            throw DutyFailure(.proxySocksRefused, "The machine doesn’t speak SOCKS.")
        default:
            throw DutyFailure(
                .valueMalformed, "The machine speaks plain HTTP to its proxy.",
                remedy: "Give the proxy as http://HOST:PORT.")
        }
        var credentials: ProxyCredentials?
        if let user = parts.user { credentials = ProxyCredentials(user: user, password: parts.password ?? "") }
        return ProxyServer(host: host, port: number, credentials: credentials)
    }
}
