import ConnectivityGuide
import Doctor
import DutyModel
import NIOCore
import SiteNetwork

/// A run without a proxy: names, then places, each host as soon as its name is known, and controls for what fails.
struct DirectRun: Sendable {
    let places: PlaceList
    let names: NameProbe
    let probe: PlaceProbe
    let clocks: TimeProbe
    let servers: [NameProbe.Server]
    let hasIPv6: Bool
    let progress: @Sendable (Int, Int) -> Void

    /// What one branch of the run saw.
    struct Seen: Sendable {
        var names: [NameObservation] = []
        var connections: [ConnectionObservation] = []
        var times: [TimeObservation] = []
        var settled = 0
    }

    func run(_ recording: inout Recording) async {
        let total = places.endpoints.count
        let nowhere = NowhereRun(places: places, names: names, probe: probe, servers: servers)
        await withTaskGroup(of: Seen.self) { group in
            for host in places.hosts { group.addTask { await self.host(host) } }
            group.addTask { await self.nameServers() }
            var settled = 0
            var times: [TimeObservation] = []
            for await seen in group {
                recording.names += seen.names
                recording.connections += seen.connections
                times += seen.times
                settled += seen.settled
                progress(settled, total)
            }
            recording.times = times.sorted { ($0.host, $0.attempt) < ($1.host, $1.attempt) }
        }
        let nobody = await nowhere.end()
        recording.names += nobody.names
        recording.connections += nobody.connections
        recording.connections += await PatientRun(places: places, probe: probe).run(recording.connections)
        sort(&recording)
    }

    /// The order must not hang on who was first: two runs of the same network should be easy to compare.
    private func sort(_ recording: inout Recording) {
        recording.names.sort {
            ($0.name, $0.resolver.rawValue, $0.server, $0.transport.rawValue, $0.attempt)
                < ($1.name, $1.resolver.rawValue, $1.server, $1.transport.rawValue, $1.attempt)
        }
        recording.connections.sort {
            ($0.host, $0.port, $0.purpose.rawValue, $0.address ?? "", $0.attempt)
                < ($1.host, $1.port, $1.purpose.rawValue, $1.address ?? "", $1.attempt)
        }
    }

    // One host

    private func host(_ host: String) async -> Seen {
        var seen = Seen()
        // The public server is asked beside the site's own and not waited for: it may be closed.
        let outside = Task { await asked(host, .public) }
        let found = await lookUp(host, outside, &seen)
        let mine = places.endpoints.filter { $0.host.lowercased() == host.lowercased() }
        async let times = time(host, found)
        let checks = [places.check].compactMap { $0 }.filter { $0.host.lowercased() == host.lowercased() }
        await withTaskGroup(of: [ConnectionObservation].self) { group in
            for place in mine + checks { group.addTask { await self.place(place, found) } }
            for await connections in group { seen.connections += connections }
        }
        seen.names += await outside.value
        seen.times = await times
        seen.settled = mine.count
        return seen
    }

    /// The host's clock, where the guide says that it gives the time.
    private func time(_ host: String, _ found: Found) async -> [TimeObservation] {
        guard let port = places.timePorts[host.lowercased()],
            let address = address(found.four.first ?? found.six.first, port)
        else { return [] }
        return await clocks.ask(host, at: address)
    }

    /// The addresses of a host, as the machine would find them; another server's beside them.
    private struct Found: Sendable {
        var four: [String] = []
        var six: [String] = []
        /// What the guide's public server says.
        var outside: Task<[NameObservation], Never>
    }

    private func lookUp(
        _ host: String, _ outside: Task<[NameObservation], Never>, _ seen: inout Seen
    ) async -> Found {
        var found = Found(outside: outside)
        if let known = Self.known(host) {
            found.four = [known]
            return found
        }
        async let six = sixAddresses(host)
        let answers = await asked(host, .site)
        found.four = addresses(answers)
        // Where the site's own servers are silent, the public one's answer shows whether the rest works.
        if !answers.contains(where: \.result.isAnswer) { found.four = addresses(await outside.value) }
        found.six = addresses(await six)
        seen.names += answers
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
                if some.contains(where: { $0.result.isAnswer && $0.transport == .udp }) { break }
            }
            group.cancelAll()
            return answers
        }
    }

    private func ask(
        _ host: String, _ servers: [NameProbe.Server], over transport: NameObservation.Transport
    ) async -> [NameObservation] {
        await withTaskGroup(of: [NameObservation].self) { group in
            for server in servers { group.addTask { await names.ask(host, server, over: transport) } }
            var answers: [NameObservation] = []
            for await answer in group { answers += answer }
            return answers
        }
    }

    private func addresses(_ answers: [NameObservation]) -> [String] {
        var found: [String] = []
        for answer in answers {
            for address in answer.addresses where !found.contains(address) { found.append(address) }
        }
        return found
    }

    // One place of it

    private func place(_ place: Place, _ found: Found) async -> [ConnectionObservation] {
        guard let first = address(found.four.first ?? found.six.first, place.port) else {
            return await probe.attempt(place, at: nil) + otherAddress(place, found)
        }
        async let six = overSix(place, found)
        var (seen, early) = await attempt(place, first)
        if !seen.contains(where: { $0.succeeded(speaks: place.speaks) }) {
            early += await controls(place, seen, early, first, found)
        }
        return await seen + early + six
    }

    /// Tries a place. Where not even a connection opens for a while, the control at another port begins beside it, so
    /// that silence costs one time-out in all.
    private func attempt(
        _ place: Place, _ address: SocketAddress
    ) async -> (seen: [ConnectionObservation], early: [ConnectionObservation]) {
        let mark = OpenMark()
        let patience = probe.limits.patienceMilliseconds
        var hasty = probe
        hasty.limits = probe.limits.beside
        let control = hasty
        return await withTaskGroup(of: (isPlace: Bool, seen: [ConnectionObservation]).self) { group in
            group.addTask { (true, await probe.attempt(place, at: address, marking: mark)) }
            group.addTask {
                guard (try? await Task.sleep(for: .milliseconds(patience))) != nil, !mark.isSet else {
                    return (false, [])
                }
                return (false, await otherPort(place, address, by: control))
            }
            var result: (seen: [ConnectionObservation], early: [ConnectionObservation]) = ([], [])
            for await (isPlace, seen) in group {
                if isPlace { result.seen = seen } else { result.early = seen }
                if isPlace { group.cancelAll() }
            }
            return result
        }
    }

    /// The same place over IPv6 where IPv4 was tried before, to see whether the family works.
    private func overSix(_ place: Place, _ found: Found) async -> [ConnectionObservation] {
        guard !found.four.isEmpty, let address = address(found.six.first, place.port) else { return [] }
        return await probe.attempt(place, at: address)
    }

    /// What tells a block from a server that is down.
    private func controls(
        _ place: Place, _ seen: [ConnectionObservation], _ early: [ConnectionObservation], _ address: SocketAddress,
        _ found: Found
    ) async -> [ConnectionObservation] {
        let opened = seen.contains { $0.opening == .open }
        async let elsewhere = otherAddress(place, found)
        if !opened, !early.isEmpty { return await elsewhere }
        if !opened { return await otherPort(place, address, by: probe) + elsewhere }
        if seen.contains(where: { $0.tls.map { $0.result != .completed } ?? false }) {
            async let small = smallSegments(place, seen, address)
            return await otherName(place, address) + small + elsewhere
        }
        return await elsewhere
    }

    private func otherPort(
        _ place: Place, _ address: SocketAddress, by probe: PlaceProbe
    ) async -> [ConnectionObservation] {
        let ports = [places.plainPort, places.tlsPort].compactMap { $0 }
        guard let port = ports.first(where: { $0 != place.port }), !places.has(place.host, port),
            let there = self.address(address.ipAddress, port)
        else { return [] }
        return await probe.attempt(Place(host: place.host, port: port, speaks: .other, purpose: .otherPort), at: there)
    }

    private func otherName(_ place: Place, _ address: SocketAddress) async -> [ConnectionObservation] {
        var other = place
        other.purpose = .otherName
        other.asksInTLS = false
        var nameless = other
        nameless.shownName = ""
        async let without = probe.attempt(nameless, at: address)
        guard let name = places.otherName(than: place.host) else { return await without }
        other.shownName = name
        return await probe.attempt(other, at: address) + without
    }

    /// A handshake that stalls may stall because its large packets vanish.
    private func smallSegments(
        _ place: Place, _ seen: [ConnectionObservation], _ address: SocketAddress
    ) async -> [ConnectionObservation] {
        guard seen.contains(where: { $0.tls?.result == .timeout }) else { return [] }
        var other = place
        other.purpose = .smallSegments
        other.asksInTLS = false
        return await probe.attempt(other, at: address)
    }

    /// The same name at the address that the public server gives, where it is another.
    private func otherAddress(_ place: Place, _ found: Found) async -> [ConnectionObservation] {
        let outside = addresses(await found.outside.value)
        guard outside.allSatisfy({ !found.four.contains($0) }), let address = address(outside.first, place.port)
        else { return [] }
        var other = place
        other.purpose = .otherAddress
        return await probe.attempt(other, at: address)
    }

    private func address(_ text: String?, _ port: UInt16) -> SocketAddress? {
        text.flatMap { try? SocketAddress(ipAddress: $0, port: Int(port)) }
    }

    // The name servers

    private func nameServers() async -> Seen {
        guard let host = places.firstName else { return Seen() }
        let large = largeQuestions()
        let end = host.split(separator: ".").last.map(String.init) ?? host
        let random = (0..<3).map { _ in Self.randomLabel() + "." + end }
        return await withTaskGroup(of: [NameObservation].self) { group in
            for server in servers where server.resolver != .nowhere {
                group.addTask { await names.ask(host, server, over: .tcp) }
                for name in random { group.addTask { await names.ask(name, server, kind: .random) } }
                for (name, type) in large {
                    for transport in NameObservation.Transport.allCases {
                        group.addTask { await names.ask(name, server, kind: .large, type: type, over: transport) }
                    }
                }
            }
            var seen = Seen()
            for await answers in group { seen.names += answers }
            if !seen.names.contains(where: \.result.isAnswer) { seen.connections = await outside() }
            return seen
        }
    }

    /// Where no name server answers, no host has an address, and nothing shows whether the rest works. The server that
    /// the guide names has one, and public servers take questions by TLS as well: it is connected to, and nothing is said.
    /// Everything else has been silent for a while, and is to end together with this.
    private func outside() async -> [ConnectionObservation] {
        guard let server = servers.first(where: { $0.resolver == .public })?.address.ipAddress,
            let port = places.tlsPort, let there = address(server, port)
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

/// A run through a proxy, which looks every name up itself.
struct ProxiedRun: Sendable {
    let places: PlaceList
    let probe: PlaceProbe
    let progress: @Sendable (Int, Int) -> Void

    func run(_ recording: inout Recording) async {
        let total = places.endpoints.count
        await withTaskGroup(of: [ConnectionObservation].self) { group in
            for place in places.endpoints + [places.check].compactMap({ $0 }) {
                group.addTask { await attempt(place) }
            }
            var settled = 0
            for await connections in group {
                recording.connections += connections
                settled += 1
                progress(min(settled, total), total)
            }
        }
        recording.connections += await PatientRun(places: places, probe: probe).run(recording.connections)
        recording.connections.sort {
            ($0.host, $0.port, $0.purpose.rawValue, $0.attempt) < ($1.host, $1.port, $1.purpose.rawValue, $1.attempt)
        }
    }

    private func attempt(_ place: Place) async -> [ConnectionObservation] {
        var seen = await probe.attempt(place, at: nil)
        let cut = seen.contains { $0.tls.map { $0.result != .completed } ?? false }
        if cut, let name = places.otherName(than: place.host) {
            var other = place
            other.shownName = name
            other.purpose = .otherName
            seen += await probe.attempt(other, at: nil)
        }
        return seen
    }
}
