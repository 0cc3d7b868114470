import Doctor
import DutyModel
import Testing

/// Networks that look ill and are not, and faults that look like others.
@Suite("near misses") struct NearMissTests {
    private static let funds = "incometp4.pb.com"

    @Test("an authority of one operator's own, on all its domains, is no inspection")
    func privateAuthority() throws {
        var site = try Site()
        site.inspect(authority: "Vendor Internal CA") {
            $0.host.hasSuffix("pb.com") || $0.host.hasSuffix("pitneybowes.com")
        }
        #expect(site.roots == ["certificate_foreign unknown"])
    }

    @Test("inspection that exempts all but one operator is told as what it may be, and no more")
    func oneInspected() throws {
        var site = try Site()
        site.inspect(authority: "Corporate Proxy CA") { $0.host == Self.funds }
        #expect(site.roots == ["certificate_foreign unknown"])
    }

    @Test("timestamps that one operator sends apart from its certificates, or two authorities, are not missed")
    func timestampsApart() throws {
        var one = try Site()
        one.unlog(authority: "Public Root") { $0.host.hasSuffix("pb.com") || $0.host.hasSuffix("pitneybowes.com") }
        #expect(one.roots == [])
        var two = try Site()
        two.unlog(authority: "Public Root A") { $0.host == Self.funds }
        two.unlog(authority: "Public Root B") { $0.host == "play.vidyard.com" }
        #expect(two.roots == [])
    }

    @Test("a certificate without timestamps is a sign of inspection, and none where it was not looked for")
    func evidenceOfLogs() throws {
        var site = try Site()
        site.inspect(authority: "Corporate Proxy CA") { $0.purpose == .endpoint }
        let finding = try #require(site.report.roots.first)
        #expect(site.report.roots.count == 1 && finding.evidence.contains { $0.contains("public log") })
        for index in site.recording.connections.indices { site.recording.connections[index].tls?.logTimestamps = nil }
        let earlier = try #require(site.report.roots.first)
        #expect(!earlier.evidence.contains { $0.contains("public log") })
    }

    @Test("different addresses of a content network, with good TLS, are no filter")
    func contentNetwork() throws {
        var site = try Site()
        site.answers({ $0.resolver == .public && $0.kind == .host }) { $0.addresses = ["23.1.2.3"] }
        #expect(site.roots == [])
    }

    @Test("a private address at which TLS proves the host is no sinkhole")
    func privateButProved() throws {
        var site = try Site()
        site.answers({ $0.name == Self.funds && $0.resolver == .site }) { $0.addresses = ["10.1.2.3"] }
        #expect(site.roots == [])
    }

    @Test("a name server without TCP, while another has it, closes nothing")
    func forwarderWithoutTCP() throws {
        var site = try Site()
        site.answers({ $0.transport == .tcp && $0.resolver == .site }) {
            ($0.result, $0.addresses) = (.unreachable, [])
        }
        #expect(site.roots == [])
    }

    @Test("large answers that are truncated, denied, small, late once, or silent both ways, are not lost")
    func largeAnswers() throws {
        for result in [NameObservation.Result.failed, .refused, .noAddress, .unknownName] {
            var site = try Site()
            site.answers({ $0.kind == .large }) { ($0.result, $0.answerBytes, $0.isTruncated) = (result, 40, false) }
            #expect(site.roots == [], "\(result)")
        }
        var truncated = try Site()
        truncated.answers({ $0.kind == .large && $0.transport == .udp }) {
            ($0.result, $0.answerBytes, $0.isTruncated) = (.noAddress, 40, true)
        }
        #expect(truncated.roots == [])
        var small = try Site()
        small.answers({ $0.kind == .large && $0.transport == .tcp }) { $0.answerBytes = 300 }
        small.loseLarge { $0.transport == .udp }
        #expect(small.roots == [])
        var late = try Site()
        late.loseLarge { $0.transport == .udp && $0.name == "." }
        late.answers({ $0.kind == .large && $0.attempt == 2 }) { ($0.result, $0.answerBytes) = (.answered, 1_139) }
        #expect(late.roots == [])
        var silent = try Site()
        silent.loseLarge { $0.resolver == .site }
        #expect(silent.roots == [])
    }

    @Test("large answers that are lost where all large packets are, or on a full line, are no cause of their own")
    func largeAnswersOnBadLine() throws {
        var site = try Site()
        site.loseLarge { $0.transport == .tcp }
        site.recording.lines = [
            LineObservation(.down, .segments(small: true, large: false, largeInSmallSegments: true))
        ]
        #expect(site.roots == ["mtu_black_hole open"])
        site.recording.lines = [LineObservation(.up, .rate(kilobitsPerSecond: 297))]
        #expect(site.roots == ["line_too_slow blocked"])
    }

    @Test("one random name with an address is not yet rewriting")
    func oneRandomName() throws {
        var site = try Site()
        site.answers({ $0.name == "random1.com" }) { ($0.result, $0.addresses) = (.answered, ["94.130.77.200"]) }
        #expect(site.roots == [])
    }

    @Test("a second try that succeeds is a success")
    func secondTry() throws {
        var site = try Site()
        let good = site.recording.connections
        for index in site.recording.connections.indices where site.recording.connections[index].purpose == .endpoint {
            site.recording.connections[index].opening = .timeout
        }
        site.recording.connections += good.filter { $0.purpose == .endpoint }
        #expect(site.roots == [])
    }

    @Test("IPv6 of one host alone, or without a public address, is not broken IPv6")
    func ipv6() throws {
        for (hosts, address) in [([Self.funds], "2a00:d050:1::20"), ([Self.funds, "play.vidyard.com"], "fd00::1")] {
            var site = try Site()
            site.recording.local.hasRoute6 = true
            site.recording.local.addresses.append(address)
            for host in hosts {
                site.recording.connections.append(
                    ConnectionObservation(host: host, port: 443, address: "2a00:11c0:77::1", opening: .timeout))
            }
            #expect(site.roots == [])
        }
    }

    @Test("networks that the machine can join are well, at the edge of what is enough too")
    func goodRadio() throws {
        for (protection, megahertz) in [
            (["WPA1"], 2_412), (["WPA1", "WPA2"], 2_484), (["WPA2", "802.1X"], 5_885), (["WPA2", "WPA3"], 5_180),
        ] {
            var site = try Site()
            site.radio(protection, megahertz: megahertz, signal: 40)
            #expect(site.report.findings.isEmpty, "\(protection)")
        }
    }

    @Test("an interface of a login page that says nothing of the kind, or on a network that works, is no portal")
    func quietPortal() throws {
        let rows: [(PortalObservation.Result, Bool?)] = [
            (.answered, true), (.answered, false), (.unreachable, nil), (.unproved, nil), (.malformed, nil),
        ]
        for (result, isCaptive) in rows {
            var site = try Site()
            site.recording.portal = PortalObservation(
                api: "https://login.wifi.example/api", result: result, isCaptive: isCaptive)
            #expect(site.report.findings.isEmpty, "\(result)")
        }
        var closed = try Site()
        closed.recording.portal = PortalObservation(
            api: "https://login.wifi.example/api", result: .answered, isCaptive: false)
        closed.close(.timeout) { $0.port == 443 }
        #expect(closed.roots == ["port_closed blocked"])
    }

    @Test("one host with a wrong clock, or one operator, does not make ours wrong")
    func otherClock() throws {
        var site = try Site()
        site.change({ $0.http != nil && $0.host == "microsoft.com" }) {
            $0.http?.localTime = Site.now.advanced(bySeconds: 9_000)
        }
        #expect(site.roots == [])
    }

    @Test("a time server that is false, alone, is the one that is wrong")
    func falseTimeServer() throws {
        var site = try Site()
        site.clocks({ $0.host == "pool.ntp.org" }) { $0.serverTime = Site.now.advanced(bySeconds: -9_000) }
        #expect(site.roots == [])
    }

    @Test(
        "hosts of one operator that move to each other, and small pages of one make, are no block page",
        // As nginx and as Microsoft’s server show them.
        arguments: [153, 1_245])
    func redirectsAndErrorPages(bytes: Int) throws {
        var site = try Site()
        site.change({ $0.port == 80 && $0.host.hasSuffix("pb.com") && $0.http != nil }) {
            $0.http = HTTPObservation(.answered, status: 301, location: "https://www.pitneybowes.com/")
        }
        site.change({
            $0.port == 80 && ["hshh.org", "cn977.awmdm.com", "pool.ntp.org"].contains($0.host) && $0.http != nil
        }) {
            $0.http = HTTPObservation(
                .answered, status: 404, title: "404 Not Found", bodyBytes: bytes, bodyHash: "the server’s own page")
        }
        site.change({ $0.port == 80 && $0.host == "microsoft.com" }) {
            $0.http = HTTPObservation(.answered, status: 301, location: "https://www.microsoft.com/")
        }
        #expect(site.roots == [])
    }

    @Test("a portal that lets the vendor's hosts through is still a portal")
    func generousPortal() throws {
        var site = try Site()
        site.change({ $0.port == 80 && $0.purpose == .endpoint && !$0.host.hasSuffix("pb.com") }) {
            $0.http = HTTPObservation(.answered, status: 302, location: "http://login.wifi.example/login")
        }
        site.close(.refused) { $0.port == 443 && !$0.host.hasSuffix("pb.com") }
        site.close(.timeout) { [5228, 5938].contains($0.port) }
        #expect(site.roots == ["captive_portal blocked"])
    }

    @Test("exchanges that stall beside many others and go through alone are a slow line, and no filter or black hole")
    func slowLine() throws {
        var site = try Site()
        let good = site.recording.connections.filter { $0.tls != nil && $0.purpose == .endpoint }
        let some = Set(good.enumerated().filter { $0.offset % 2 == 0 }.map { $0.element.host })
        site.change({ $0.purpose == .endpoint && some.contains($0.host) && $0.tls != nil }) {
            $0.tls = TLSObservation(.timeout)
        }
        for attempt in good where some.contains(attempt.host) {
            var third = attempt
            third.attempt = 3
            var small = attempt
            small.purpose = .smallSegments
            site.recording.connections += [third, small]
        }
        #expect(site.roots == ["line_slow open"])
        #expect(site.report.exitCode == 1)
        // One that stalls alone too hangs on the same line.
        let last = try #require(good.map(\.host).first { some.contains($0) })
        site.change({ $0.host == last && $0.attempt == 3 }) { $0.tls = TLSObservation(.timeout) }
        #expect(site.roots == ["line_slow unknown"])
        #expect(site.report.exitCode == 1)
        // Another name that was answered may have been luckier on the full line.
        let address = site.recording.connections.first { $0.host == last }?.address
        site.recording.connections.append(
            ConnectionObservation(
                .otherName, host: last, port: 443, shownName: "www.apple.com", address: address, opening: .open,
                tls: TLSObservation(.completed, validity: .otherName)))
        #expect(site.roots == ["line_slow unknown"])
        // With nothing beside it the line is not full: what stalls even then is filtered.
        var alone = try #require(site.recording.connections.first { $0.host == last && $0.attempt == 3 })
        alone.attempt = 4
        site.recording.connections.append(alone)
        #expect(site.roots == ["sni_filtered blocked", "line_slow open"])
    }

    @Test("an inspection that is too slow for some hosts is one cause, if no filter shows and no host is exempt")
    func slowInspection() throws {
        var site = try Site()
        let slow = ["play.vidyard.com", "www.youtube.com"]
        site.inspect(authority: "mitmproxy", key: "k") { $0.purpose == .endpoint && !slow.contains($0.host) }
        var exempt = site
        site.change({ slow.contains($0.host) && $0.tls != nil }) { $0.tls = TLSObservation(.timeout) }
        #expect(site.roots == ["tls_inspected blocked"])
        let finding = try #require(site.report.roots.first)
        #expect(finding.evidence.contains { $0.contains("too slow") })
        #expect(finding.endpoints.contains { $0.hasPrefix(slow[0]) })
        // A host whose other name is answered is filtered; one that resets is no slow inspection.
        var filtered = site
        filtered.recording.connections.append(
            ConnectionObservation(
                .otherName, host: slow[0], port: 443, shownName: "www.apple.com", opening: .open,
                tls: TLSObservation(.completed, validity: .foreign)))
        #expect(filtered.roots == ["tls_inspected blocked", "sni_filtered blocked"])
        exempt.change({ $0.host == slow[0] && $0.tls != nil }) { $0.tls = TLSObservation(.timeout) }
        #expect(exempt.roots == ["tls_inspected blocked", "tls_cut unknown"])
    }

    @Test("a server that cuts every name is not filtered by its name")
    func brokenServer() throws {
        var site = try Site()
        site.change({ $0.host == Self.funds }) { $0.tls = TLSObservation(.reset) }
        site.recording.connections.append(
            ConnectionObservation(
                .otherName, host: Self.funds, port: 443, shownName: "www.google.com", opening: .open,
                tls: TLSObservation(.reset)))
        #expect(site.roots == ["tls_cut unknown"])
    }

    @Test("port 80 of a host that may be reached at 443 instead is worth no more than a remark")
    func eitherPort() throws {
        var site = try Site()
        site.close(.refused) { $0.host == "hshh.org" && $0.port == 80 }
        #expect(site.roots == ["host_blocked unknown"])
        #expect(site.report.exitCode == 0)
    }

    @Test("NTLM beside Basic is fine")
    func ntlmBesideBasic() throws {
        var site = try Site(proxy: RecordedProxy(host: "192.168.50.3", port: 3128, hasCredentials: false))
        site.tunnel(.authentication, 407, ["ntlm", "negotiate", "basic"]) { _ in true }
        #expect(site.roots == ["proxy_auth_required blocked"])
    }

    @Test("a proxy that denies a port at one host alone denies the host")
    func deniedHostAtOnePort() throws {
        var site = try Site(proxy: RecordedProxy(host: "192.168.50.3", port: 3128, hasCredentials: false))
        site.tunnel(.denied, 403) { $0.host == "microsoft.com" && $0.port == 80 }
        #expect(site.roots == ["proxy_denies_host blocked"])
    }
}
