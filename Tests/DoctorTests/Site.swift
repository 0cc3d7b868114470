import ConnectivityGuide
import Doctor
import DutyModel

/// A site as the doctor would record it: well at first, then with faults.
struct Site {
    var guide: ConnectivityGuide
    var recording: Recording

    static let now = Timestamp(1_795_500_000)
    static let publicServer = "8.8.8.8"
    static let ownServer = "192.168.50.1"

    /// A site without any fault; through a proxy where there is one.
    init(proxy: RecordedProxy? = nil) throws {
        guide = try ConnectivityGuide.builtIn("b700-v2")
        recording = Recording(guide: guide.name, startedAt: Self.now, authorities: "the tests’ roots", proxy: proxy)
        recording.milliseconds = 1_400
        recording.local.addresses = ["192.168.50.20"]
        recording.local.gateways = [Self.ownServer]
        recording.local.hasRoute4 = true
        recording.local.nameServers = [Self.ownServer]
        for endpoint in guide.endpoints where endpoint.speaks != .dns {
            guard let host = StandIn.hosts(for: endpoint, in: guide).first, let port = endpoint.portNumber else {
                continue
            }
            recording.connections.append(Self.good(host, port, endpoint, proxied: proxy != nil))
        }
        guard proxy == nil else { return }
        for host in Set(recording.connections.map { $0.host.lowercased() }).sorted() {
            answer(host, .site, Self.ownServer, .udp)
            answer(host, .public, Self.publicServer, .udp)
        }
        answer("pb.com", .site, Self.ownServer, .tcp)
        answer("pb.com", .public, Self.publicServer, .tcp)
        for number in 1...3 {
            for (resolver, server) in [(NameObservation.Resolver.site, Self.ownServer), (.public, Self.publicServer)] {
                recording.names.append(
                    NameObservation(
                        "random\(number).com", kind: .random, resolver: resolver, server: server, transport: .udp,
                        result: .unknownName))
            }
        }
        for (name, bytes) in [(".", 1_139), ("microsoft.com", 4_300)] {
            for server in [Self.ownServer, Self.publicServer] {
                for transport in NameObservation.Transport.allCases {
                    let fits = transport == .tcp || bytes <= 1_232
                    var answer = NameObservation(
                        name, kind: .large, resolver: server == Self.ownServer ? .site : .public, server: server,
                        transport: transport, result: fits ? .answered : .noAddress)
                    (answer.answerBytes, answer.isTruncated) = (fits ? bytes : 42, !fits)
                    recording.names.append(answer)
                }
            }
        }
        recording.times = ["pool.ntp.org", "time.apple.com"].map { host in
            var answer = TimeObservation(host, address: Self.address(host), port: 123, result: .answered)
            (answer.stratum, answer.serverTime, answer.localTime, answer.milliseconds) = (2, Self.now, Self.now, 20)
            return answer
        }
        recording.names.append(
            NameObservation(
                "pb.com", resolver: .nowhere, server: "192.0.2.53", transport: .udp, result: .timeout))
        recording.connections.append(
            ConnectionObservation(.nowhere, host: "192.0.2.1", port: 80, address: "192.0.2.1", opening: .timeout))
        recording.connections.append(
            ConnectionObservation(
                .check, host: "connectivitycheck.gstatic.com", port: 443, address: Self.address("gstatic"),
                opening: .open,
                tls: TLSObservation(.completed, validity: .trusted), http: HTTPObservation(.answered, status: 204)))
    }

    private mutating func answer(
        _ host: String, _ resolver: NameObservation.Resolver, _ server: String,
        _ transport: NameObservation.Transport
    ) {
        var given = NameObservation(
            host, resolver: resolver, server: server, transport: transport, result: .answered, milliseconds: 3)
        given.addresses = [Self.address(host)]
        recording.names.append(given)
    }

    /// An address of the internet for a name, always the same.
    static func address(_ host: String) -> String {
        let hash = host.utf8.reduce(UInt32(7)) { ($0 &* 31) &+ UInt32($1) }
        return "52.\(hash >> 16 & 127).\(hash >> 8 & 255).\(hash & 255)"
    }

    private static func good(
        _ host: String, _ port: UInt16, _ endpoint: GuideEndpoint, proxied: Bool
    ) -> ConnectionObservation {
        var attempt = ConnectionObservation(
            host: host, port: port, address: proxied ? nil : address(host.lowercased()), opening: .open,
            milliseconds: 40,
            tunnel: proxied ? TunnelObservation(.open, status: 200) : nil)
        switch endpoint.speaks {
        case .tls:
            attempt.tls = TLSObservation(
                .completed, validity: .trusted, authority: "Public Root", keyHash: host, logTimestamps: 2)
        case .http where port == 80: attempt.http = page(host, isCheck: endpoint.role == .connectivityCheck)
        case .http, .dns, .other: break
        }
        return attempt
    }

    private static func page(_ host: String, isCheck: Bool) -> HTTPObservation {
        HTTPObservation(
            .answered, status: isCheck ? 204 : 200, bodyBytes: isCheck ? 0 : 900, bodyHash: isCheck ? nil : host,
            serverTime: now, localTime: now)
    }

    // Faults

    /// Changes every connection that a condition chooses, a second attempt with the same end beside each.
    mutating func change(
        _ fits: (ConnectionObservation) -> Bool, _ change: (inout ConnectionObservation) -> Void
    ) {
        var second: [ConnectionObservation] = []
        for index in recording.connections.indices where fits(recording.connections[index]) {
            change(&recording.connections[index])
            var again = recording.connections[index]
            again.attempt = 2
            second.append(again)
        }
        recording.connections += second
    }

    /// Connections do not open.
    mutating func close(_ opening: ConnectionObservation.Opening, _ fits: (ConnectionObservation) -> Bool) {
        change(fits) {
            $0.opening = opening
            ($0.tls, $0.http, $0.tunnel) = (nil, nil, nil)
        }
    }

    /// Large answers that do not come, twice.
    mutating func loseLarge(_ fits: (NameObservation) -> Bool) {
        for index in recording.names.indices where recording.names[index].kind == .large && fits(recording.names[index])
        {
            let lost = recording.names[index]
            for attempt in 1...2 {
                let again = NameObservation(
                    lost.name, kind: .large, resolver: lost.resolver, server: lost.server, transport: lost.transport,
                    result: .timeout, attempt: attempt)
                if attempt == 1 { recording.names[index] = again } else { recording.names.append(again) }
            }
        }
    }

    /// The answers of time servers, a second attempt with the same end beside each.
    mutating func clocks(_ fits: (TimeObservation) -> Bool, _ change: (inout TimeObservation) -> Void) {
        recording.times = (recording.times ?? []).flatMap { seen in
            guard fits(seen) else { return [seen] }
            var first = seen
            change(&first)
            var second = first
            second.attempt = 2
            return [first, second]
        }
    }

    /// Time servers that are silent.
    mutating func closeClocks(_ result: TimeObservation.Result = .timeout, _ fits: (TimeObservation) -> Bool) {
        clocks(fits) { ($0.result, $0.stratum, $0.serverTime, $0.localTime) = (result, nil, nil, nil) }
    }

    /// The answers of one kind of question.
    mutating func answers(_ fits: (NameObservation) -> Bool, _ change: (inout NameObservation) -> Void) {
        for index in recording.names.indices where fits(recording.names[index]) { change(&recording.names[index]) }
    }

    /// TLS shows certificates of another authority.
    mutating func inspect(authority: String, key: String? = nil, _ fits: (ConnectionObservation) -> Bool) {
        change({ $0.tls != nil && fits($0) }) {
            $0.tls = TLSObservation(
                .completed, validity: .foreign, authority: authority, keyHash: key ?? "own " + $0.host,
                logTimestamps: 0)
        }
    }

    /// TLS shows known certificates that stand in no log.
    mutating func unlog(authority: String, _ fits: (ConnectionObservation) -> Bool) {
        for index in recording.connections.indices where fits(recording.connections[index]) {
            recording.connections[index].tls?.authority = authority
            recording.connections[index].tls?.logTimestamps = 0
        }
    }

    /// This computer's radio.
    mutating func radio(_ protection: [String], megahertz: Int = 5_180, signal: Int = 80) {
        recording.local.radio = RadioFacts(megahertz: megahertz, signalPercent: signal, protection: protection)
    }

    /// Sees whether a host lives elsewhere.
    mutating func otherPort(_ host: String, _ port: UInt16, _ opening: ConnectionObservation.Opening) {
        recording.connections.append(
            ConnectionObservation(.otherPort, host: host, port: port, address: Self.address(host), opening: opening))
    }

    var report: Report { Judge.judge(recording, guide) }

    /// Root causes in short: code and standing.
    var roots: [String] { report.roots.map { "\($0.code.rawValue) \($0.standing.rawValue)" } }
}
