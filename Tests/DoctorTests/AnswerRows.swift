import Doctor
import DutyModel

/// Faults that are known by who answers, and in which family.
extension DetectionTableTests {
    static let answerRows: [Row] = [
        Row(name: "hosts of two operators down, each for itself", roots: ["server_down down", "server_down down"]) {
            $0.silence { $0.hasSuffix(".pb.com") || $0 == "play.vidyard.com" }
        },
        Row(name: "one small page at hosts of five operators", roots: ["block_page blocked"]) { site in
            let hosts = ["microsoft.com", "mail.o365.pb.com", "captive.apple.com", "hshh.org", "pool.ntp.org"]
            site.change({ $0.http != nil && $0.port == 80 && hosts.contains($0.host) }) {
                $0.http = HTTPObservation(.answered, status: 200, bodyBytes: 153, bodyHash: "no")
            }
        },
        Row(name: "TLS and pages led to a filter's own server", roots: ["tls_inspected blocked"]) { site in
            site.misname(key: "box") { [funds, "play.vidyard.com"].contains($0.host) }
            site.change({ $0.port == 80 && ["microsoft.com", "mail.o365.pb.com"].contains($0.host) }) {
                $0.http = HTTPObservation(.answered, status: 302, location: "http://filter.site.example/no?c=1")
            }
        },
        Row(name: "a login page that differs for each host", roots: ["captive_portal blocked"]) { site in
            site.logIn { host in
                HTTPObservation(
                    .answered, status: 200, title: "Sign in", bodyBytes: 900, bodyHash: "token for \(host)")
            }
        },
        Row(name: "a login page on whatever host was asked", roots: ["captive_portal blocked"]) {
            $0.logIn { _ in HTTPObservation(.answered, status: 302, location: "/login") }
        },
        Row(name: "a login page unlike any other, and the network says so", roots: ["captive_portal blocked"]) { site in
            site.logIn { host in HTTPObservation(.answered, status: 200, bodyBytes: 900, bodyHash: "page for \(host)") }
            site.recording.portal = PortalObservation(
                api: "https://login.wifi.example/api", result: .answered, isCaptive: true)
        },
        Row(name: "a login page that answers names and tells the time as well", roots: ["captive_portal blocked"]) {
            site in
            site.logIn { _ in HTTPObservation(.answered, status: 302, location: "http://login.wifi.example/login") }
            site.answers({ $0.kind == .random || $0.resolver == .nowhere }) {
                ($0.result, $0.addresses) = (.answered, ["192.168.50.1"])
            }
            site.clocks({ _ in true }) { $0.localTime = Site.now.advanced(bySeconds: 3_600) }
        },
        Row(
            name: "TCP 443 closed over IPv4 alone", roots: ["ipv4_closed open"], fault: { $0.closeFour(.timeout) },
            exitCode: 1),
        Row(name: "the same, and one host has no IPv6", roots: ["ipv4_closed blocked"]) { site in
            site.closeFour(.timeout)
            site.recording.connections.removeAll { $0.host == funds && $0.isIPv6 }
        },
    ]
}

extension Site {
    /// Hosts do not answer at any port.
    mutating func silence(_ fits: (String) -> Bool) {
        let places = recording.connections.filter { $0.purpose == .endpoint && fits($0.host) }
        close(.timeout) { $0.purpose == .endpoint && fits($0.host) }
        for place in places { otherPort(place.host, place.port == 80 ? 443 : 80, .timeout) }
    }

    /// TLS shows certificates of a public authority for another name.
    mutating func misname(key: String? = nil, _ fits: (ConnectionObservation) -> Bool) {
        change({ $0.tls != nil && $0.purpose == .endpoint && fits($0) }) {
            $0.tls = TLSObservation(
                .completed, validity: .otherName, authority: "Public Root", subject: "filter.site.example",
                keyHash: key ?? "own " + $0.host, logTimestamps: 2)
        }
    }

    /// Nothing passes until somebody logs in; plain pages of each host are answered in its place.
    mutating func logIn(_ page: (String) -> HTTPObservation) {
        change({ $0.port == 80 && $0.purpose == .endpoint }) { $0.http = page($0.host) }
        close(.refused) { $0.port == 443 }
        close(.timeout) { [5228, 5938].contains($0.port) }
    }

    /// Connections to port 443 open over IPv6 alone, where a condition chooses.
    mutating func closeFour(
        _ opening: ConnectionObservation.Opening, _ fits: (ConnectionObservation) -> Bool = { _ in true }
    ) {
        recording.local.hasRoute6 = true
        recording.local.addresses.append("2a00:d050:1::20")
        var six = recording.connections.filter { $0.port == 443 && fits($0) }
        for index in six.indices { six[index].address = "2a00:11c0:77::1" }
        close(opening) { $0.port == 443 && fits($0) }
        recording.connections += six
    }
}
