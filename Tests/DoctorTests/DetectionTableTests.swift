import Doctor
import DutyModel
import Testing

/// One row a fault: how it is recorded, and the one root cause that must come of it.
@Suite("each fault is one root cause") struct DetectionTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let roots: [String]
        let fault: @Sendable (inout Site) -> Void
        var exitCode: Int32 = 2
        var testDescription: String { name }
    }

    static let funds = "incometp4.pb.com"

    static let rows: [Row] = networkRows + answerRows

    private static let networkRows: [Row] = [
        Row(name: "nothing is wrong", roots: [], fault: { _ in }, exitCode: 0),
        Row(name: "TCP 443 dropped", roots: ["port_closed blocked"]) { $0.close(.timeout) { $0.port == 443 } },
        Row(name: "TCP 443 rejected", roots: ["port_closed blocked"]) { $0.close(.refused) { $0.port == 443 } },
        Row(
            name: "TCP 5228 dropped", roots: ["port_closed blocked"],
            fault: { site in
                site.close(.timeout) { $0.port == 5228 }
                site.otherPort("mobile-gtalk.l.google.com", 80, .open)
            },
            exitCode: 1),
        Row(name: "one host dropped at 443", roots: ["host_blocked blocked"]) { site in
            site.close(.timeout) { $0.host == funds }
            site.otherPort(funds, 80, .open)
        },
        Row(name: "one host down", roots: ["server_down down"]) { site in
            site.close(.refused) { $0.host == funds }
            site.otherPort(funds, 80, .refused)
        },
        Row(name: "many hosts of different operators dropped at every port", roots: ["host_blocked blocked"]) { site in
            let hosts = [funds, "play.vidyard.com", "s3.amazonaws.com", "pitneybowes.okta.com"]
            site.close(.timeout) { hosts.contains($0.host) }
            for host in hosts { site.otherPort(host, 80, .timeout) }
        },
        Row(name: "UDP 53 dropped", roots: ["dns_udp_closed blocked"]) { site in
            site.answers({ $0.transport == .udp }) { ($0.result, $0.addresses) = (.timeout, []) }
        },
        Row(name: "TCP 53 rejected", roots: ["dns_tcp_closed blocked"]) { site in
            site.answers({ $0.transport == .tcp }) { ($0.result, $0.addresses) = (.unreachable, []) }
        },
        Row(
            name: "datagrams of more than 512 bytes lost", roots: ["dns_large_lost open"],
            fault: { $0.loseLarge { $0.transport == .udp && $0.name == "." } }, exitCode: 1),
        Row(
            name: "large answers over TCP lost, of one server", roots: ["dns_large_lost open"],
            fault: { $0.loseLarge { $0.transport == .tcp && $0.resolver == .public } }, exitCode: 1),
        Row(name: "the public name server closed", roots: ["dns_public_closed blocked"]) { site in
            site.answers({ $0.resolver == .public }) { ($0.result, $0.addresses) = (.timeout, []) }
        },
        Row(name: "no name server answers, and its address can be reached", roots: ["dns_dead blocked"]) { site in
            site.answers({ _ in true }) { ($0.result, $0.addresses) = (.timeout, []) }
            site.close(.noAddress) { _ in true }
            site.otherPort("8.8.8.8", 443, .open)
            site.recording.times = []
        },
        Row(
            name: "unknown names rewritten", roots: ["dns_rewritten open"],
            fault: { site in
                site.answers({ $0.kind == .random && $0.resolver == .site }) {
                    ($0.result, $0.addresses) = (.answered, ["94.130.77.200"])
                }
            }, exitCode: 1),
        Row(
            name: "port 53 intercepted", roots: ["dns_intercepted open"],
            fault: { site in
                site.answers({ $0.resolver == .nowhere }) { ($0.result, $0.addresses) = (.answered, ["52.1.2.3"]) }
            }, exitCode: 1),
        Row(name: "one name sinkholed", roots: ["dns_filtered blocked"]) { site in
            site.answers({ $0.name == funds && $0.resolver == .site }) { $0.addresses = ["0.0.0.0"] }
            site.close(.refused) { $0.host == funds }
        },
        Row(name: "one name hidden, and the answer says so", roots: ["dns_filtered blocked"]) { site in
            site.answers({ $0.name == funds && $0.resolver == .site }) {
                ($0.result, $0.addresses, $0.extendedErrors) = (.unknownName, [], [15])
            }
            site.close(.noAddress) { $0.host == funds }
        },
        Row(name: "one name nobody knows", roots: ["name_gone down"]) { site in
            site.answers({ $0.name == funds }) { ($0.result, $0.addresses) = (.unknownName, []) }
            site.close(.noAddress) { $0.host == funds }
        },
        Row(name: "a name server whose answers are none", roots: ["name_failed unknown"]) { site in
            site.answers({ $0.resolver == .site && $0.kind == .host && $0.transport == .udp }) {
                ($0.result, $0.addresses) = (.malformed, [])
            }
            site.close(.noAddress) { $0.purpose == .endpoint && $0.port != 5938 }
            site.recording.times = []
        },
        Row(name: "TLS inspected, a key for each host", roots: ["tls_inspected blocked"]) {
            $0.inspect(authority: "Corporate Proxy CA") { $0.purpose == .endpoint }
        },
        Row(name: "TLS inspected, one key, unnamed authorities", roots: ["tls_inspected blocked"]) { site in
            site.inspect(authority: "mitmproxy", key: "k") { $0.purpose == .endpoint && $0.host != funds }
        },
        Row(
            name: "known certificates of one authority without timestamps", roots: ["certificate_unlogged open"],
            fault: { $0.unlog(authority: "Bought Root") { $0.host == funds || $0.host == "play.vidyard.com" } },
            exitCode: 1),
        Row(
            name: "the same, of the machine's own authority", roots: [],
            fault: {
                $0.unlog(authority: "Own Root") { $0.host == funds || $0.host == "play.vidyard.com" }
                $0.recording.privateAuthorities = ["Own Root"]
            }, exitCode: 0),
        Row(name: "one name cut", roots: ["sni_filtered blocked"]) { site in
            site.change({ $0.host == funds }) { $0.tls = TLSObservation(.reset) }
            site.recording.connections.append(
                ConnectionObservation(
                    .otherName, host: funds, port: 443, shownName: "www.google.com", opening: .open,
                    tls: TLSObservation(.alert)))
        },
        Row(name: "one name cut, and without it the server's certificate is shown", roots: ["sni_filtered blocked"]) {
            site in
            site.change({ $0.host == funds }) { $0.tls = TLSObservation(.closed) }
            site.recording.connections.append(
                ConnectionObservation(
                    .otherName, host: funds, port: 443, shownName: "", opening: .open,
                    tls: TLSObservation(.closed, validity: .trusted)))
        },
        Row(name: "a block page at the check", roots: ["block_page blocked"]) { site in
            site.change({ $0.port == 80 && $0.host == "connectivitycheck.gstatic.com" }) {
                $0.http = HTTPObservation(.answered, status: 403, title: "Blocked", bodyBytes: 400, bodyHash: "b")
            }
        },
        Row(name: "two hosts sent to a filter", roots: ["block_page blocked"]) { site in
            site.change({ $0.port == 80 && ["microsoft.com", "mail.o365.pb.com"].contains($0.host) }) {
                $0.http = HTTPObservation(.answered, status: 302, location: "http://filter.site.example/no?c=1")
            }
        },
        Row(name: "a captive portal", roots: ["captive_portal blocked"]) { site in
            site.change({ $0.port == 80 && $0.purpose == .endpoint }) {
                $0.http = HTTPObservation(.answered, status: 302, location: "http://login.wifi.example/login")
            }
            site.close(.refused) { $0.port == 443 }
            site.close(.timeout) { [5228, 5938].contains($0.port) }
            site.closeClocks { _ in true }
            site.change({ $0.purpose == .nowhere }) { $0.opening = .open }
        },
        Row(name: "a network that is silent until somebody logs in, and says so", roots: ["captive_portal blocked"]) {
            site in
            site.close(.timeout) { _ in true }
            site.recording.portal = PortalObservation(
                api: "https://login.wifi.example/api", result: .answered, isCaptive: true,
                loginPage: "https://login.wifi.example/")
        },
        Row(name: "open Wi-Fi", roots: ["wifi_unsupported blocked"]) { $0.radio([]) },
        Row(name: "WEP", roots: ["wifi_unsupported blocked"]) { $0.radio(["WEP"]) },
        Row(name: "WPA3 alone", roots: ["wifi_unsupported open"], fault: { $0.radio(["WPA3"]) }, exitCode: 1),
        Row(
            name: "6 GHz", roots: ["wifi_unsupported open"], fault: { $0.radio(["WPA2", "WPA3"], megahertz: 6_115) },
            exitCode: 0),
        Row(name: "a weak signal", roots: ["wifi_weak open"], fault: { $0.radio(["WPA2"], signal: 22) }, exitCode: 1),
        Row(
            name: "a transparent proxy", roots: ["transparent_proxy open"],
            fault: { site in
                site.change({ $0.purpose == .nowhere }) { $0.opening = .open }
                site.change({ $0.http != nil && $0.port == 80 }) { $0.http?.via = "1.1 box (squid/5.7)" }
            }, exitCode: 1),
        Row(
            name: "IPv6 broken", roots: ["ipv6_broken open"],
            fault: { site in
                site.recording.local.hasRoute6 = true
                site.recording.local.addresses.append("2a00:d050:1::20")
                for host in [funds, "play.vidyard.com"] {
                    site.recording.connections.append(
                        ConnectionObservation(host: host, port: 443, address: "2a00:11c0:77::1", opening: .timeout))
                }
            }, exitCode: 1),
        Row(
            name: "the clock an hour ahead", roots: ["clock_wrong open"],
            fault: { site in
                site.change({ $0.http?.serverTime != nil }) { $0.http?.localTime = Site.now.advanced(bySeconds: 3_600) }
                site.clocks({ _ in true }) { $0.localTime = Site.now.advanced(bySeconds: 3_600) }
            }, exitCode: 1),
        Row(
            name: "the clock behind, by one operator's pages and one time server", roots: ["clock_wrong open"],
            fault: { site in
                site.change({ $0.http?.serverTime != nil && !$0.host.hasSuffix("pb.com") }) {
                    $0.http?.serverTime = nil
                }
                site.change({ $0.http?.serverTime != nil }) {
                    $0.http?.localTime = Site.now.advanced(bySeconds: -3_600)
                }
                site.closeClocks { $0.host == "pool.ntp.org" }
                site.clocks({ $0.serverTime != nil }) { $0.localTime = Site.now.advanced(bySeconds: -3_600) }
            }, exitCode: 1),
        Row(name: "the clock a year ahead, so that certificates seem expired", roots: ["clock_wrong unknown"]) { site in
            site.change({ $0.http?.serverTime != nil }) {
                $0.http?.localTime = Site.now.advanced(bySeconds: 31_536_000)
            }
            site.clocks({ _ in true }) { $0.localTime = Site.now.advanced(bySeconds: 31_536_000) }
            site.change({ $0.tls != nil && $0.purpose == .endpoint }) { $0.tls?.validity = .expired }
        },
        Row(name: "the gateway in the machine's range", roots: ["gateway_internal blocked"]) {
            $0.recording.local.gateways = ["192.168.10.97"]
        },
        Row(
            name: "the gateway beside it", roots: ["gateway_beside open"],
            fault: {
                $0.recording.local.gateways = ["192.168.10.1"]
            }, exitCode: 1),
        Row(name: "large packets vanish", roots: ["mtu_black_hole blocked"]) { site in
            site.recording.lines = [
                LineObservation(.down, .segments(small: true, large: false, largeInSmallSegments: true))
            ]
            site.change({ $0.tls != nil && $0.purpose == .endpoint }) { $0.tls = TLSObservation(.timeout) }
        },
        Row(name: "handshakes stall, and not in small segments", roots: ["mtu_black_hole blocked"]) { site in
            let good = site.recording.connections.filter { $0.tls != nil && $0.purpose == .endpoint }
            site.change({ $0.tls != nil && $0.purpose == .endpoint }) { $0.tls = TLSObservation(.timeout) }
            site.recording.connections += good.map {
                var small = $0
                small.purpose = .smallSegments
                return small
            }
        },
        Row(name: "300 kbit/s", roots: ["line_too_slow blocked"]) { site in
            site.recording.lines = [LineObservation(.up, .rate(kilobitsPerSecond: 297))]
        },
        Row(name: "one way under the minimum, the other good", roots: ["line_too_slow blocked"]) { site in
            site.recording.lines = [
                LineObservation(.up, .rate(kilobitsPerSecond: 310)),
                LineObservation(.up, .rate(kilobitsPerSecond: 300), attempt: 2),
                LineObservation(.down, .rate(kilobitsPerSecond: 4_000)),
            ]
        },
        Row(
            name: "both ways between minimum and recommended", roots: ["line_slow open"],
            fault: { site in
                site.recording.lines = [
                    LineObservation(.up, .rate(kilobitsPerSecond: 500)),
                    LineObservation(.down, .rate(kilobitsPerSecond: 384)),
                ]
            }, exitCode: 1),
        Row(
            name: "a bad measurement, then a good one", roots: [],
            fault: { site in
                site.recording.lines = [
                    LineObservation(.up, .rate(kilobitsPerSecond: 200)),
                    LineObservation(.up, .rate(kilobitsPerSecond: 1_200), attempt: 2),
                    LineObservation(.down, .rate(kilobitsPerSecond: nil)),
                    LineObservation(.down, .rate(kilobitsPerSecond: nil), attempt: 2),
                ]
            }, exitCode: 0),
        Row(
            name: "three machines behind one address", roots: ["line_shared open"],
            fault: { site in site.recording.measuring = LineService(.measured, host: "a", machines: 3) }, exitCode: 0),
        Row(
            name: "one machine behind its address", roots: [],
            fault: { site in site.recording.measuring = LineService(.measured, host: "a", machines: 1) }, exitCode: 0),
        Row(name: "no network", roots: ["no_network unknown"]) { site in
            site.recording.local = LocalFacts()
            site.answers({ _ in true }) { ($0.result, $0.addresses) = (.unreachable, []) }
            site.close(.noAddress) { _ in true }
            site.recording.times = []
        },
        Row(name: "nothing leaves the site", roots: ["nothing_reachable unknown"]) { site in
            site.answers({ _ in true }) { ($0.result, $0.addresses) = (.timeout, []) }
            site.close(.noAddress) { _ in true }
            site.otherPort("8.8.8.8", 443, .timeout)
            site.recording.times = []
        },
    ]

    @Test("direct", arguments: rows)
    func direct(row: Row) throws {
        var site = try Site()
        row.fault(&site)
        #expect(site.roots == row.roots)
        #expect(site.report.exitCode == row.exitCode)
    }

    static let proxyRows: [Row] = [
        Row(name: "a good proxy", roots: [], fault: { _ in }, exitCode: 0),
        Row(name: "unreachable", roots: ["proxy_unreachable blocked"]) { $0.close(.refused) { _ in true } },
        Row(name: "SOCKS", roots: ["proxy_is_socks blocked"]) { $0.tunnel(.socks) { _ in true } },
        Row(name: "not HTTP", roots: ["proxy_malformed blocked"]) { $0.tunnel(.malformed) { _ in true } },
        Row(name: "silent", roots: ["proxy_silent blocked"]) { $0.tunnel(.timeout) { _ in true } },
        Row(name: "no password", roots: ["proxy_auth_required blocked"]) {
            $0.tunnel(.authentication, 407, ["ntlm", "basic"]) { _ in true }
        },
        Row(name: "a wrong password", roots: ["proxy_credentials_refused blocked"]) {
            $0.recording.proxy?.hasCredentials = true
            $0.tunnel(.authentication, 407, ["basic"]) { _ in true }
        },
        Row(name: "no Basic", roots: ["proxy_no_basic blocked"]) {
            $0.tunnel(.authentication, 407, ["negotiate", "ntlm"]) { _ in true }
        },
        Row(name: "443 only", roots: ["proxy_denies_port blocked"]) { $0.tunnel(.denied, 403) { $0.port != 443 } },
        Row(name: "one host denied", roots: ["proxy_denies_host blocked"]) {
            $0.tunnel(.denied, 403) { $0.host == funds }
        },
        Row(name: "one host not reached", roots: ["proxy_upstream_failed down"]) {
            $0.tunnel(.upstream, 503) { $0.host == funds }
        },
        Row(name: "inspected by the proxy", roots: ["tls_inspected blocked"]) {
            $0.inspect(authority: "Corporate Proxy CA") { $0.purpose == .endpoint }
        },
        Row(name: "the proxy's address in the machine's range", roots: ["gateway_internal blocked"]) {
            $0.recording.proxy?.host = "192.168.10.98"
        },
    ]

    @Test("through a proxy", arguments: proxyRows)
    func proxied(row: Row) throws {
        var site = try Site(proxy: RecordedProxy(host: "192.168.50.3", port: 3128, hasCredentials: false))
        row.fault(&site)
        #expect(site.roots == row.roots)
        #expect(site.report.exitCode == row.exitCode)
    }

    @Test("what is down or blocked concerns the endpoints that it should, and no other")
    func endpoints() throws {
        var site = try Site()
        site.close(.timeout) { $0.port == 443 }
        let report = site.report
        let finding = try #require(report.roots.first)
        #expect(finding.endpoints.allSatisfy { $0.hasSuffix(":443/tcp") })
        #expect(finding.endpoints.count == site.guide.endpoints.filter { $0.portNumber == 443 }.count)
        #expect(finding.required == site.guide.endpoints.filter { $0.portNumber == 443 && $0.level == .required }.count)
        #expect(Set(report.failing.map(\.name)) == Set(finding.endpoints))
        #expect(report.failing.allSatisfy { $0.state == .blocked && $0.finding == .portClosed })
    }
}

extension Site {
    /// The proxy makes no tunnel.
    mutating func tunnel(
        _ result: TunnelObservation.Result, _ status: Int? = nil, _ schemes: [String] = [],
        _ fits: (ConnectionObservation) -> Bool
    ) {
        change(fits) {
            $0.tunnel = TunnelObservation(result, status: status, schemes: schemes)
            ($0.tls, $0.http) = (nil, nil)
        }
    }
}
