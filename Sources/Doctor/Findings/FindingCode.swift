/// What kind of finding it is; stable, listed in `docs/doctor.md`.
public enum FindingCode: String, Hashable, Sendable, Codable, CaseIterable {
    /// This computer has no network at all.
    case noNetwork = "no_network"
    /// Nothing answers, whatever is tried.
    case nothingReachable = "nothing_reachable"
    /// A gateway, name server or proxy has an address that the machine uses inside itself.
    case gatewayInternal = "gateway_internal"
    /// A gateway lies beside the addresses that the machine uses inside itself.
    case gatewayBeside = "gateway_beside"
    /// The machine cannot join this wireless network as it is.
    case wifiUnsupported = "wifi_unsupported"
    /// The wireless network is heard badly.
    case wifiWeak = "wifi_weak"
    /// The proxy cannot be reached.
    case proxyUnreachable = "proxy_unreachable"
    /// What stands in the proxy's place speaks SOCKS.
    case proxyIsSocks = "proxy_is_socks"
    /// What stands in the proxy's place is no HTTP proxy.
    case proxyMalformed = "proxy_malformed"
    /// The proxy takes connections and does not answer.
    case proxySilent = "proxy_silent"
    /// The proxy wants user name and password.
    case proxyAuthRequired = "proxy_auth_required"
    /// The proxy refuses user name and password.
    case proxyCredentialsRefused = "proxy_credentials_refused"
    /// The proxy does not offer the one way to authenticate that the machine has.
    case proxyNoBasic = "proxy_no_basic"
    /// The proxy opens no tunnel to a port.
    case proxyDeniesPort = "proxy_denies_port"
    /// The proxy opens no tunnel to a host.
    case proxyDeniesHost = "proxy_denies_host"
    /// The proxy cannot reach a host.
    case proxyUpstreamFailed = "proxy_upstream_failed"
    /// No name server answers.
    case dnsDead = "dns_dead"
    /// UDP 53 is closed.
    case dnsUDPClosed = "dns_udp_closed"
    /// TCP 53 is closed.
    case dnsTCPClosed = "dns_tcp_closed"
    /// Large answers of a name server get lost.
    case dnsLargeLost = "dns_large_lost"
    /// The guide's public name server cannot be asked.
    case dnsPublicClosed = "dns_public_closed"
    /// Questions to other servers are answered by somebody else.
    case dnsIntercepted = "dns_intercepted"
    /// Names that do not exist get an address.
    case dnsRewritten = "dns_rewritten"
    /// The site's name server hides or falsifies names.
    case dnsFiltered = "dns_filtered"
    /// No name server knows the name.
    case nameGone = "name_gone"
    /// A name could not be looked up, and it is not clear why.
    case nameFailed = "name_failed"
    /// A login page stands before the network.
    case captivePortal = "captive_portal"
    /// IPv6 is there and does not work.
    case ipv6Broken = "ipv6_broken"
    /// IPv4 is closed where IPv6 is open.
    case ipv4Closed = "ipv4_closed"
    /// This computer's clock is wrong.
    case clockWrong = "clock_wrong"
    /// Time servers cannot be asked.
    case ntpClosed = "ntp_closed"
    /// A port is closed.
    case portClosed = "port_closed"
    /// A host is closed at a port.
    case hostBlocked = "host_blocked"
    /// A host answers at no port.
    case serverDown = "server_down"
    /// TLS is inspected.
    case tlsInspected = "tls_inspected"
    /// A certificate is not one of a known authority, and it is not clear why.
    case certificateForeign = "certificate_foreign"
    /// A certificate is known and not good.
    case certificateBad = "certificate_bad"
    /// Known certificates stand in no public log.
    case certificateUnlogged = "certificate_unlogged"
    /// TLS is cut because of the host's name.
    case sniFiltered = "sni_filtered"
    /// TLS is cut, and it is not clear why.
    case tlsCut = "tls_cut"
    /// A page of the site's own answers in a host's place.
    case blockPage = "block_page"
    /// A proxy takes part that nobody named.
    case transparentProxy = "transparent_proxy"
    /// HTTP fails, and it is not clear why.
    case httpFailed = "http_failed"
    /// Large packets vanish.
    case mtuBlackHole = "mtu_black_hole"
    /// The line is too slow.
    case lineTooSlow = "line_too_slow"
    /// The line is slower than it should be.
    case lineSlow = "line_slow"
    /// Several machines share the line.
    case lineShared = "line_shared"
}
