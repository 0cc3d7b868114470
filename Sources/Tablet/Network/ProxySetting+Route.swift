import NetworkSetup
import NetworkSetup
import SiteNetwork

extension ProxySetting {
    /// How the dialler leaves the site with this setting.
    public var route: SiteRoute {
        guard case .manual(let proxy) = self else { return .direct }
        let credentials = proxy.login.map { ProxyCredentials(user: $0.user, password: $0.password.revealed) }
        return .proxy(ProxyServer(host: proxy.host, port: proxy.port, credentials: credentials))
    }
}
