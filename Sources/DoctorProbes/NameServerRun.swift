import Doctor
import NIOCore
import SiteNetwork

/// Asks the name servers what no host of the guide is behind: over TCP, for names that do not exist, for large answers.
struct NameServerRun: Sendable {
    let places: PlaceList
    let names: NameProbe
    let probe: PlaceProbe
    let servers: [NameProbe.Server]

    func run() async -> DirectRun.Seen {
        guard let host = places.firstName else { return DirectRun.Seen() }
        let large = largeQuestions()
        let end = host.split(separator: ".").last.map(String.init) ?? host
        let random = (0..<3).map { _ in Self.randomLabel() + "." + end }
        let answers = await withTaskGroup(of: [NameObservation].self) { group in
            for server in servers where server.resolver != .nowhere {
                group.addTask { await names.ask(host, server, over: .tcp) }
                for name in random { group.addTask { await names.ask(name, server, kind: .random) } }
                for (name, type) in large {
                    for transport in NameObservation.Transport.allCases {
                        group.addTask { await names.ask(name, server, kind: .large, type: type, over: transport) }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let isKnown = answers.contains { $0.kind != .large && $0.result.isKnowledge }
        return DirectRun.Seen(names: answers, connections: isKnown ? [] : await outside())
    }

    /// Asks once more over TCP, now that the rest is done, the servers that were silent there and answer datagrams.
    /// Datagrams are many and TCP is asked twice only, while everything else is under way.
    func again(_ seen: [NameObservation]) async -> [NameObservation] {
        guard let host = places.firstName else { return [] }
        let silent = servers.filter { server in
            let mine = seen.filter {
                $0.kind == .host && $0.resolver == server.resolver && $0.server == server.address.ipAddress
            }
            let tcp = mine.filter { $0.transport == .tcp }
            return !tcp.isEmpty && tcp.allSatisfy { $0.result == .timeout } && mine.contains { $0.result.isAnswer }
        }
        return await concurrently(silent.filter { $0.resolver != .nowhere }) { [await names.askAgain(host, $0)] }
    }

    /// Where no name server answers, no host has an address, and nothing shows whether the rest works. The server that
    /// the guide names has one, and public servers take questions by TLS as well: it is connected to, and nothing is said.
    /// Everything else has been silent for a while, and is to end together with this.
    private func outside() async -> [ConnectionObservation] {
        guard let server = servers.first(where: { $0.resolver == .public })?.address.ipAddress,
            let port = places.tlsPort, let there = try? SocketAddress(ipAddress: server, port: Int(port))
        else { return [] }
        var hasty = probe
        hasty.limits = probe.limits.beside
        return await hasty.attempt(Place(host: server, port: port, speaks: .other, purpose: .otherPort), at: there)
    }

    /// Questions with large answers: the root's keys, which every name server has and which fit a datagram of today's
    /// size but not one of 512 bytes; and the texts of a whole domain, which often fit none.
    private func largeQuestions() -> [(name: String, type: DNSType)] {
        let domain = places.hosts.first { $0.split(separator: ".").count == 2 }
        return [(".", .key)] + (domain.map { [($0, .txt)] } ?? [])
    }

    private static func randomLabel() -> String {
        String((0..<16).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "x" })
    }
}
