import ConnectivityGuide
import Doctor
import NIOCore

/// The places that a run tries.
struct PlaceList: Sendable {
    /// The guide's own, each once.
    let endpoints: [Place]
    /// A host of TLS of each operator; of who runs most is first.
    private let wellKnown: [String]
    /// The connectivity check over TLS; nil where the guide has none.
    let check: Place?
    /// The port of plain HTTP, by the guide's rules.
    let plainPort: UInt16?
    /// The port of TLS, by the guide's rules.
    let tlsPort: UInt16?
    /// Where time servers are asked: ports by the lower-case names of their hosts.
    let timePorts: [String: UInt16]

    init(guide: ConnectivityGuide, level: GuideLevel?) {
        plainPort = guide.portRules.first { $0.speaks == .http }?.port
        tlsPort = guide.portRules.first { $0.speaks == .tls }?.port
        var places: [Place] = []
        var seen = Set<String>()
        for endpoint in guide.endpoints(level: level) {
            guard endpoint.speaks != .dns, endpoint.transport == .tcp, let port = endpoint.portNumber,
                let host = StandIn.hosts(for: endpoint, in: guide).first,
                seen.insert("\(host.lowercased()):\(port)").inserted
            else { continue }
            // At a port of its own a URL with “http” only says that it is no TLS.
            let speaks: GuideProtocol = endpoint.speaks == .http && port != plainPort ? .other : endpoint.speaks
            places.append(Place(host: host, port: port, speaks: speaks, path: endpoint.path ?? "/"))
        }
        endpoints = places
        wellKnown = Self.wellKnown(places)
        let clocks = guide.endpoints(level: level).compactMap { endpoint in
            endpoint.timePort.map { (endpoint.host.text.lowercased(), $0) }
        }
        timePorts = Dictionary(clocks, uniquingKeysWith: { first, _ in first })
        let plain = guide.endpoints(role: .connectivityCheck).first { $0.speaks == .http }
        if let plain, let port = plain.tlsPort ?? tlsPort {
            check = Place(
                host: plain.host.text, port: port, speaks: .tls, path: plain.path ?? "/", purpose: .check,
                asksInTLS: true)
        } else {
            check = nil
        }
    }

    /// The guide's own and the check over TLS.
    var all: [Place] { endpoints + [check].compactMap(\.self) }

    /// The hosts whose names are looked up.
    var hosts: [String] {
        var seen = Set<String>()
        let hosts = all.map(\.host).filter { seen.insert($0.lowercased()).inserted }
        return hosts + timePorts.keys.sorted().filter { !seen.contains($0) }
    }

    /// The first of them that is a name and no address.
    var firstName: String? { hosts.first { (try? SocketAddress(ipAddress: $0, port: 0)) == nil } }

    /// Whether the host is tried at this port anyway.
    func has(_ host: String, _ port: UInt16) -> Bool {
        endpoints.contains { $0.port == port && $0.host.lowercased() == host.lowercased() }
    }

    /// A host of somebody else's, under whose name a server is greeted to see whether the name matters: of those who
    /// run most of the guide's hosts, whom a site that lets only a few names through lets through first.
    func otherName(than host: String) -> String? {
        let own = Operators.known.of(host)
        return wellKnown.first { Operators.known.of($0) != own }
    }

    /// One host of each operator; of who runs most is first.
    private static func wellKnown(_ places: [Place]) -> [String] {
        let hosts = places.filter { $0.speaks == .tls }.map(\.host)
        return Dictionary(grouping: hosts, by: Operators.known.of).values
            .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }.map { $0[0] }
    }
}
