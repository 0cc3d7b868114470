/// The checks in the order in which they are asked.
enum CheckList {
    /// Every check, causes before consequences.
    static let all = [
        Check("network", LocalChecks.noNetwork), Check("gateway", LocalChecks.gateway),
        Check("wifi", RadioChecks.radio),
        Check("proxy", ProxyChecks.proxy), Check("proxy-ports", ProxyChecks.ports),
        Check("proxy-hosts", ProxyChecks.hosts),
        Check("reach", ReachChecks.nothing),
        Check("dns", DNSChecks.servers), Check("dns-interception", DNSChecks.interception),
        Check("dns-rewriting", DNSChecks.rewriting), Check("dns-filter", DNSChecks.filtered),
        Check("names", DNSChecks.names),
        Check("portal", PortalChecks.portal),
        Check("ipv6", IPv6Checks.broken), Check("ipv4", IPv4Checks.closed),
        Check("clock", ClockChecks.clock),
        Check("ports", PathChecks.ports), Check("hosts", PathChecks.hosts),
        Check("mtu", LineChecks.segments), Check("bandwidth", LineChecks.rate), Check("load", LineChecks.full),
        Check("shared", LineChecks.shared),
        Check("dns-large", LargeAnswerChecks.lost),
        // Asked once the line has been judged: silence on a full line says nothing.
        Check("time-servers", ClockChecks.closed),
        Check("replaced", SubstitutedServerChecks.replaced),
        Check("inspection", CertificateChecks.inspection), Check("certificates", CertificateChecks.certificates),
        Check("logs", CertificateChecks.unlogged),
        Check("tls", TLSChecks.cut),
        Check("block-page", WebChecks.blockPages), Check("transparent-proxy", WebChecks.transparentProxy),
        Check("others", LeftoverChecks.leftovers),
    ]

    static let names = all.map(\.name)
}
