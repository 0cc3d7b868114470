import Doctor
import DutyModel
import Testing

/// Answers that look like somebody else's and are not, and clocks that are not ours to mend.
@Suite("near misses of who answers") struct AnswerNearMissTests {
    private static let funds = DetectionTableTests.funds

    @Test("a server that refuses every name is not filtered by its name")
    func refusingServer() throws {
        var site = try Site()
        site.change({ $0.host == Self.funds }) { $0.tls = TLSObservation(.alert) }
        let refused = ConnectionObservation(
            .otherName, host: Self.funds, port: 443, shownName: "www.google.com", opening: .open,
            tls: TLSObservation(.alert))
        site.recording.connections.append(refused)
        #expect(site.roots == ["tls_cut unknown"])
        // A certificate that it shows under another name is more than a refusal.
        var shown = refused
        shown.tls = TLSObservation(.alert, validity: .trusted)
        site.recording.connections.append(shown)
        #expect(site.roots == ["sni_filtered blocked"])
    }

    @Test("hosts that move to pages of their own, and many of one operator with one small page, are no block page")
    func ownPages() throws {
        var site = try Site()
        site.change({ $0.port == 80 && ["microsoft.com", "mail.o365.pb.com"].contains($0.host) }) {
            $0.http = HTTPObservation(.answered, status: 302, location: "/login?to=http://a.example/")
        }
        #expect(site.roots == [])
        var vendor = try Site()
        let small = HTTPObservation(
            .answered, status: 404, title: "404 Not Found", bodyBytes: 153, bodyHash: "the server’s own page")
        vendor.change({ $0.port == 80 && $0.http != nil && $0.host.hasSuffix(".amazonaws.com") }) { $0.http = small }
        vendor.change({ $0.port == 80 && $0.host == "microsoft.com" }) { $0.http = small }
        #expect(vendor.recording.connections.filter { $0.http == small }.count > 10)
        #expect(vendor.roots == [])
    }

    @Test("servers with certificates for another name, of their own keys or of one operator, are at fault themselves")
    func misnamed() throws {
        var own = try Site()
        own.misname { [Self.funds, "play.vidyard.com"].contains($0.host) }
        #expect(own.roots == ["certificate_bad down"])
        var vendor = try Site()
        vendor.misname(key: "shared") { $0.host.hasSuffix(".pb.com") }
        #expect(vendor.roots == ["certificate_bad down"])
    }

    @Test("an authority that this list lacks, of certificates that public logs have seen, is no inspection")
    func loggedForeign() throws {
        var site = try Site()
        site.inspect(authority: "New Public Root", key: "k") { [Self.funds, "play.vidyard.com"].contains($0.host) }
        #expect(site.roots == ["tls_inspected blocked"])
        for index in site.recording.connections.indices
        where site.recording.connections[index].tls?.validity == .foreign {
            site.recording.connections[index].tls?.logTimestamps = 2
        }
        #expect(site.roots == ["certificate_foreign unknown"])
        #expect(site.report.roots.allSatisfy { root in !root.evidence.contains { $0.contains("only this operator") } })
    }

    @Test("a filter at the check alone is no portal, though other hosts redirect with the same title")
    func filteredCheck() throws {
        var site = try Site()
        site.change({ $0.port == 80 && $0.http != nil }) {
            let place = $0.host.hasPrefix("connectivitycheck") ? "http://filter.site.example/" : "https://\($0.host)/"
            $0.http = HTTPObservation(.answered, status: 302, location: place, title: "302 Found")
        }
        site.close(.refused) { $0.purpose == .check }
        #expect(site.roots == ["block_page blocked"])
    }

    @Test("of two clocks, one that is late does not decide alone")
    func lateClock() throws {
        var site = try Site()
        site.recording.times = []
        site.change({ $0.http != nil && !["microsoft.com", "mail.o365.pb.com"].contains($0.host) }) {
            $0.http?.serverTime = nil
        }
        for late in ["microsoft.com", "mail.o365.pb.com"] {
            for seconds in [9_000, -9_000] {
                var one = site
                one.change({ $0.host == late && $0.http != nil }) {
                    $0.http?.localTime = Site.now.advanced(bySeconds: Int64(seconds))
                }
                #expect(one.roots == [], "\(late) \(seconds)")
            }
        }
    }

    @Test("many hosts of one operator have no more to say than its clock")
    func oneOperatorsClock() throws {
        var site = try Site()
        let others = ["microsoft.com", "captive.apple.com", "mail.o365.pb.com", "connectivitycheck.gstatic.com"]
        site.change({ $0.http != nil && !$0.host.hasSuffix("amazonaws.com") && !others.contains($0.host) }) {
            $0.http?.serverTime = nil
        }
        site.change({ $0.http != nil && $0.host.hasSuffix("amazonaws.com") }) {
            $0.http?.localTime = Site.now.advanced(bySeconds: 9_000)
        }
        #expect(site.roots == [])
    }

    @Test("one box that gives its time under many hosts' names does not make ours wrong")
    func boxClock() throws {
        var site = try Site()
        site.change({ $0.purpose == .nowhere }) { $0.opening = .open }
        site.change({ $0.port == 80 && $0.http != nil }) {
            $0.http?.localTime = Site.now.advanced(bySeconds: 3_600)
        }
        #expect(site.roots == ["transparent_proxy open"])
    }

    @Test("numbers of a saved run that have no sum or difference are left out")
    func hostileNumbers() throws {
        var site = try Site()
        site.change({ $0.http != nil }) {
            $0.milliseconds = .max
            $0.http?.milliseconds = .max
            $0.http?.localTime = Timestamp(.max)
            $0.http?.serverTime = Timestamp(.min)
        }
        site.clocks({ _ in true }) { ($0.localTime, $0.serverTime) = (Timestamp(.min), Timestamp(.max)) }
        #expect(site.roots == [])
        #expect(site.report.endpoints.contains { $0.state == .open && $0.milliseconds == nil })
        // The largest difference that there is can be counted, and has no positive counterpart.
        site.clocks({ _ in true }) { ($0.localTime, $0.serverTime) = (Timestamp(-1), Timestamp(.max)) }
        #expect(site.roots == ["clock_wrong open"])
    }

    @Test("IPv4 that has no way out, or fails at hosts of one operator or beside others that open, is not closed")
    func ipv4() throws {
        var routeless = try Site()
        routeless.closeFour(.noRoute)
        #expect(routeless.roots == [])
        var vendor = try Site()
        vendor.recording.connections.removeAll { $0.port == 443 && !$0.host.hasSuffix(".pb.com") }
        vendor.closeFour(.timeout)
        #expect(vendor.roots == [])
        var some = try Site()
        some.closeFour(.timeout) { [Self.funds, "play.vidyard.com"].contains($0.host) }
        #expect(some.roots == [])
    }
}
