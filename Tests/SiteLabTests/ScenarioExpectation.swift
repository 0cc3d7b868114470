import Testing

/// What a machine says in a site with a scenario's faults.
struct ScenarioExpectation: Sendable, CustomTestStringConvertible {
    let scenario: String
    /// The command that has to reach the back end.
    let command: String
    /// One of these codes; none where the fault does not stand in the machine's way.
    let codes: Set<String>

    var testDescription: String { scenario }

    private init(_ scenario: String, _ codes: String..., by command: String = "audit") {
        self.scenario = scenario
        self.command = command
        self.codes = Set(codes)
    }

    /// Every scenario but those of the clock and of the gateway, which have tests of their own, and of packets that vanish
    /// outwards only, which is as long and as dark to a machine as where they vanish both ways.
    static let all: [ScenarioExpectation] = [
        .init("clean"),
        .init("tls-dropped", "connect_timeout"),
        .init("tls-rejected", "connect_refused"),
        .init("host-dropped", "connect_timeout"),
        .init("host-rejected", "connect_refused"),
        .init("dns-tcp-closed"),
        .init("dns-large-lost"),
        .init("dns-udp-closed", "dns_timeout", "dns_failed"),
        .init("dns-closed", "dns_timeout", "dns_failed"),
        .init("dns-public-closed"),
        .init("nxdomain-rewritten"),
        .init("name-sinkholed", "connect_refused"),
        .init("dns-intercepted"),
        .init("tls-inspected", "tls_failed"),
        .init("tls-inspected-mitmproxy", "tls_failed"),
        // The two that are let through serve audits; the records go elsewhere.
        .init("tls-inspected-but-two", "tls_failed", by: "upload"),
        .init("tls-inspected-but-two-mitmproxy", "tls_failed", by: "upload"),
        .init("sni-filtered", "tls_failed", "connection_lost"),
        .init("sni-known-only", "tls_failed", "connection_lost"),
        .init("block-page"),
        .init("block-redirect"),
        .init("captive-portal", "connect_refused"),
        .init("transparent-proxy"),
        .init("proxy"),
        .init("proxy-open"),
        .init("proxy-not-set", "dns_timeout", "dns_failed", "connect_timeout"),
        .init("proxy-no-credentials", "proxy_auth_required"),
        .init("proxy-wrong-credentials", "proxy_credentials_refused"),
        .init("proxy-443-only"),
        .init("proxy-denies-host", "proxy_denied"),
        .init("proxy-socks", "proxy_is_socks"),
        .init("slow-link"),
        .init("mtu-black-hole", "tls_failed"),
        .init("ipv6-broken"),
        .init("server-down", "connect_refused"),
        .init("server-silent"),
        .init("ipv6-broken+slow-link"),
        .init("proxy+ipv6-broken"),
        .init("tls-inspected+name-sinkholed", "tls_failed", "connect_refused"),
        // Squid takes the connection first, and only then finds that the server is down.
        .init("server-down+tls-inspected-but-two", "tls_failed"),
    ]
}
