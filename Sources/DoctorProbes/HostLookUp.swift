import Doctor
import NIOCore
import SiteNetwork

/// Looks a host up as the machine would, and beside it at the server that the guide names.
struct HostLookUp: Sendable {
    let names: NameProbe
    let servers: [NameProbe.Server]
    let hasIPv4: Bool
    let hasIPv6: Bool

    /// The addresses of a host, as the machine would find them.
    struct Found: Sendable {
        var four: [String] = []
        var six: [String] = []
        /// What the site's own servers say.
        var answers: [NameObservation] = []
        /// What the guide's public server says. It is asked beside the others and not waited for: it may be closed.
        let outside: Task<[NameObservation], Never>

        /// Whether a network without IPv4 has addresses of IPv6 for it, its own or made ones (RFC 6147).
        var prefersSix = false

        /// The address to try first, with a port.
        func first(_ port: UInt16) -> SocketAddress? {
            (prefersSix ? six.first ?? four.first : four.first ?? six.first).flatMap { Self.socket($0, port) }
        }

        /// The address to try where the first does not open: another of the same family.
        func second(_ port: UInt16) -> SocketAddress? {
            let family = prefersSix && !six.isEmpty || four.isEmpty ? six : four
            return family.dropFirst().first.flatMap { Self.socket($0, port) }
        }

        /// The first address of IPv6, with a port, where another was tried first.
        func firstSix(_ port: UInt16) -> SocketAddress? {
            four.isEmpty || prefersSix ? nil : six.first.flatMap { Self.socket($0, port) }
        }

        /// The public server's first address, where it gives none of those that were found.
        func other(_ port: UInt16) async -> SocketAddress? {
            let addresses = HostLookUp.addresses(await outside.value)
            guard addresses.allSatisfy({ !four.contains($0) }) else { return nil }
            return addresses.first.flatMap { Self.socket($0, port) }
        }

        private static func socket(_ address: String, _ port: UInt16) -> SocketAddress? {
            try? SocketAddress(ipAddress: address, port: Int(port))
        }
    }

    /// Looks the host up.
    func run(_ host: String) async -> Found {
        var found = Found(outside: Task { await asked(host, .public) })
        if let known = Self.known(host) {
            found.four = [known]
            return found
        }
        async let six = sixAddresses(host)
        found.answers = await asked(host, .site)
        found.four = Self.addresses(found.answers)
        // Where the site's own servers are silent, the public one's answer shows whether the rest works.
        if !found.answers.contains(where: \.result.isAnswer) { found.four = Self.addresses(await found.outside.value) }
        found.six = Self.addresses(await six)
        found.prefersSix = !hasIPv4
        return found
    }

    /// The address of a host that nobody need be asked about: it is one, or the name is this computer's.
    private static func known(_ host: String) -> String? {
        ((try? KnownNames.addresses(of: host, port: 0)) ?? nil)?.first?.ipAddress
    }

    /// What the first of the site's servers says of a host's addresses of IPv6, where they could be used.
    private func sixAddresses(_ host: String) async -> [NameObservation] {
        guard hasIPv6, let first = servers.first(where: { $0.resolver == .site }) else { return [] }
        return await names.ask(host, first, type: .aaaa)
    }

    /// Asks the servers of one kind over UDP; where they are silent for a while, over TCP as well.
    private func asked(_ host: String, _ resolver: NameObservation.Resolver) async -> [NameObservation] {
        guard Self.known(host) == nil else { return [] }
        let servers = servers.filter { $0.resolver == resolver }
        return await withTaskGroup(of: [NameObservation].self) { group in
            group.addTask { await ask(host, servers, over: .udp) }
            group.addTask {
                guard (try? await Task.sleep(for: .milliseconds(2 * names.limits.secondTryMilliseconds))) != nil else {
                    return []
                }
                return await ask(host, servers, over: .tcp)
            }
            var answers: [NameObservation] = []
            for await some in group {
                answers += some
                // Nothing that is given up is recorded: it would look like silence.
                if some.contains(where: { $0.result.isAnswer && !$0.lacksRoom && $0.transport == .udp }) { break }
            }
            group.cancelAll()
            return answers
        }
    }

    private func ask(
        _ host: String, _ servers: [NameProbe.Server], over transport: NameObservation.Transport
    ) async -> [NameObservation] {
        await concurrently(servers) { server in
            let answers = await names.ask(host, server, over: transport)
            // The machine follows an answer that found no room in a datagram over TCP (RFC 7766).
            guard transport == .udp, answers.contains(where: \.lacksRoom) else { return answers }
            return answers + (await names.ask(host, server, over: .tcp))
        }
    }

    private static func addresses(_ answers: [NameObservation]) -> [String] { answers.flatMap(\.addresses).eachOnce }
}

extension NameObservation {
    /// Whether it came without the addresses, which a datagram has no room for.
    fileprivate var lacksRoom: Bool { isTruncated == true && addresses.isEmpty }
}
