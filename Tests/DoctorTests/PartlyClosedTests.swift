import Doctor
import Testing

/// Sites that let some of it through: who is to blame hangs on how many different people's hosts are concerned.
@Suite("partly closed sites") struct PartlyClosedTests {
    private static let funds = "incometp4.pb.com"
    private static let others = [funds, "play.vidyard.com", "pitneybowes.okta.com", "cn977.awmdm.com"]

    @Test("a filter that lets only a few names through is the site's, though no other name tells")
    func onlyKnownNames() throws {
        for result in [TLSObservation.Result.reset, .closed, .timeout] {
            var site = try Site()
            site.change({ Self.others.contains($0.host) && $0.tls != nil }) { $0.tls = TLSObservation(result) }
            for host in Self.others {
                site.recording.connections.append(
                    ConnectionObservation(
                        .otherName, host: host, port: 443, shownName: "redbend.example", opening: .open,
                        tls: TLSObservation(result)))
            }
            #expect(site.roots == ["tls_cut blocked"], "\(result)")
            let finding = try #require(site.report.roots.first)
            #expect(finding.fixer == .siteNetwork && finding.endpoints.count == Self.others.count)
            #expect(finding.cures.first { $0.program == .squid }?.lines.contains { $0.contains(Self.funds) } == true)
        }
    }

    @Test("a filter of many names has those as well for which the control's name was filtered too")
    func oneFilter() throws {
        var site = try Site()
        site.change({ Self.others.contains($0.host) && $0.tls != nil }) { $0.tls = TLSObservation(.closed) }
        for host in Self.others {
            let isCut = host == Self.funds
            site.recording.connections.append(
                ConnectionObservation(
                    .otherName, host: host, port: 443, shownName: "www.youtube.com", opening: .open,
                    tls: isCut ? TLSObservation(.closed) : TLSObservation(.completed, validity: .otherName)))
        }
        #expect(site.roots == ["sni_filtered blocked"])
        #expect(site.report.roots.first?.endpoints.count == Self.others.count)
        // Of fewer operators each host speaks for itself.
        for index in site.recording.connections.indices
        where site.recording.connections[index].host == "play.vidyard.com" {
            site.recording.connections[index].tls = TLSObservation(.completed, validity: .trusted)
        }
        #expect(Set(site.roots) == ["sni_filtered blocked", "tls_cut unknown"])
    }

    @Test("an answer in the clear to another name shows that the name matters, unless the host's own name gets it too")
    func clearAnswer() throws {
        var site = try Site()
        site.change({ $0.host == Self.funds && $0.tls != nil }) { $0.tls = TLSObservation(.closed) }
        site.recording.connections.append(
            ConnectionObservation(
                .otherName, host: Self.funds, port: 443, shownName: "www.youtube.com", opening: .open,
                tls: TLSObservation(.notTLS)))
        #expect(site.roots == ["sni_filtered blocked"])
        site.change({ $0.host == Self.funds && $0.purpose == .endpoint && $0.tls != nil }) {
            $0.tls = TLSObservation(.notTLS)
        }
        #expect(site.roots == ["tls_cut unknown"])
    }

    @Test("a filter that shows a few hosts a certificate of its own cuts TLS to all others")
    func ownCertificate() throws {
        var site = try Site()
        site.change({ $0.purpose == .endpoint && $0.tls != nil }) { $0.tls = TLSObservation(.reset) }
        site.inspect(authority: "Gateway") { $0.purpose == .endpoint && $0.host == Self.funds }
        #expect(Set(site.roots) == ["tls_cut blocked", "certificate_foreign unknown"])
    }

    @Test("HTTP that nobody answers in the clear is cut by the site; one host's is not")
    func plainPagesCut() throws {
        for result in [HTTPObservation.Result.reset, .closed, .timeout, .malformed] {
            var site = try Site()
            site.change({ $0.purpose == .endpoint && $0.http != nil }) { $0.http = HTTPObservation(result) }
            #expect(site.roots == ["http_failed blocked"], "\(result)")
            #expect(site.report.roots.first?.fixer == .siteNetwork)
            var one = try Site()
            one.change({ $0.purpose == .endpoint && $0.http != nil && $0.host == "microsoft.com" }) {
                $0.http = HTTPObservation(result)
            }
            #expect(one.roots == ["http_failed unknown"], "\(result)")
        }
    }

    @Test("IPv6 over which connections open and TLS does not end is broken; where one host's does, it is that host's")
    func halfIPv6() throws {
        var site = try Site()
        site.recording.local.hasRoute6 = true
        site.recording.local.addresses.append("2a00:d050:1::20")
        for connection in site.recording.connections where connection.purpose == .endpoint {
            var six = connection
            six.address = "2a00:11c0:77::1"
            if six.tls != nil { six.tls = TLSObservation(.timeout) }
            site.recording.connections.append(six)
        }
        #expect(site.roots == ["ipv6_broken open"])
        #expect(site.report.roots.first?.phase == .tlsHandshake)
        for index in site.recording.connections.indices
        where site.recording.connections[index].isIPv6 && site.recording.connections[index].host == Self.funds {
            site.recording.connections[index].tls = TLSObservation(.completed, validity: .trusted)
        }
        #expect(site.roots == [])
    }

    @Test("a name server's address at which nobody answers may be closed by the firewall as well")
    func deadAddress() throws {
        var site = try Site()
        site.answers({ $0.name == Self.funds && $0.resolver == .public }) { $0.addresses = ["52.9.9.9"] }
        site.close(.timeout) { $0.host == Self.funds && $0.port == 443 }
        site.recording.connections.append(
            ConnectionObservation(
                .otherAddress, host: Self.funds, port: 443, address: "52.9.9.9", opening: .open,
                tls: TLSObservation(.completed, validity: .trusted)))
        #expect(site.roots == ["dns_filtered blocked"])
        let finding = try #require(site.report.roots.first)
        #expect(finding.fix.contains("firewall") && finding.evidence.contains { $0.contains("nobody answers") })
    }

    @Test("a refusal of an intercepting squid is no answer of the host's")
    func squidRefuses() throws {
        var site = try Site()
        site.change({ $0.host == "microsoft.com" && $0.http != nil }) {
            $0.http = HTTPObservation(
                .answered, status: 403, title: "ERROR: The requested URL could not be retrieved", bodyBytes: 3_600)
        }
        #expect(site.roots == ["block_page blocked"])
    }

    @Test("a name server that answers over TCP only when asked again, alone, loses no large answers")
    func lateOverTCP() throws {
        var site = try Site()
        site.answers({ $0.transport == .tcp && $0.kind == .host && $0.resolver == .site }) { $0.attempt = 3 }
        site.loseLarge { $0.transport == .tcp && $0.resolver == .site }
        #expect(site.roots == [])
    }

    @Test("a filter that shows itself at one host of an operator takes its others along; the line has the rest")
    func filterOnSlowLine() throws {
        var site = try Site()
        let good = site.recording.connections.filter { $0.tls != nil && $0.purpose == .endpoint }
        let google = good.filter { $0.host.hasSuffix(".google.com") || $0.host.hasSuffix("googleapis.com") }
        let late = good.filter { ["play.vidyard.com", "pitneybowes.okta.com"].contains($0.host) }
        #expect(google.count > 4)
        site.change({ attempt in (google + late).contains { $0.host == attempt.host } && attempt.tls != nil }) {
            $0.tls = TLSObservation(.timeout)
        }
        for attempt in late {
            var third = attempt
            third.attempt = 3
            site.recording.connections.append(third)
        }
        for (index, attempt) in google.enumerated() {
            var other = attempt
            (other.purpose, other.shownName) = (.otherName, "www.apple.com")
            site.recording.connections.append(other)
            guard index == 0 else { continue }
            var alone = attempt
            (alone.attempt, alone.tls) = (4, TLSObservation(.timeout))
            site.recording.connections.append(alone)
        }
        #expect(Set(site.roots) == ["sni_filtered blocked", "line_slow open"])
        #expect(site.report.roots.first { $0.code == .sniFiltered }?.endpoints.count == google.count)
    }
}
