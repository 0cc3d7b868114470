import Doctor
import NIOCore
import SiteNetwork

/// A run without a proxy: names, then places, each host as soon as its name is known, and controls for what fails.
struct DirectRun: Sendable {
    let places: PlaceList
    let names: NameProbe
    let probe: PlaceProbe
    let clocks: TimeProbe
    let servers: [NameProbe.Server]
    let hasIPv4: Bool
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
        let nameServers = NameServerRun(places: places, names: names, probe: probe, servers: servers)
        await withTaskGroup(of: Seen.self) { group in
            for host in places.hosts { group.addTask { await self.host(host) } }
            group.addTask { await nameServers.run() }
            var settled = 0
            var times: [TimeObservation] = []
            for await seen in group {
                recording.add(seen)
                times += seen.times
                settled += seen.settled
                progress(settled, total)
            }
            recording.times = times.sorted { ($0.host, $0.attempt) < ($1.host, $1.attempt) }
        }
        recording.add(await nowhere.end())
        async let again = nameServers.again(recording.names)
        recording.connections += await PatientRun(places: places, probe: probe).run(recording.connections)
        recording.names += await again
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
        let found = await HostLookUp(names: names, servers: servers, hasIPv4: hasIPv4, hasIPv6: hasIPv6).run(host)
        var seen = Seen(names: found.answers)
        let mine = places.all.filter { $0.host.lowercased() == host.lowercased() }
        async let times = time(host, found)
        seen.connections = await concurrently(mine) { await place($0, found) }
        seen.names += await found.outside.value
        seen.times = await times
        seen.settled = mine.filter { $0.purpose == .endpoint }.count
        return seen
    }

    /// The host's clock, where the guide says that it gives the time.
    private func time(_ host: String, _ found: HostLookUp.Found) async -> [TimeObservation] {
        guard let port = places.timePorts[host.lowercased()],
            let address = found.first(port)
        else { return [] }
        return await clocks.ask(host, at: address)
    }

    // One place of it

    private func place(_ place: Place, _ found: HostLookUp.Found) async -> [ConnectionObservation] {
        guard let first = found.first(place.port) else {
            return await probe.attempt(place, at: nil) + otherAddress(place, found)
        }
        async let six = overSix(place, found)
        var (seen, early) = await attempt(place, first, found.second(place.port))
        if !seen.contains(where: { $0.succeeded(speaks: place.speaks) }) {
            early += await controls(place, seen, early, first, found)
        }
        return await seen + early + six
    }

    /// What opening a place saw: its own tries, and a control at another port that began beside them.
    private typealias Opening = (seen: [ConnectionObservation], early: [ConnectionObservation])

    /// Tries a place. Where not even a connection opens for a while, the control at another port and the host's next
    /// address begin beside it, so that silence costs one time-out in all.
    private func attempt(_ place: Place, _ address: SocketAddress, _ next: SocketAddress?) async -> Opening {
        let mark = Shared(false)
        let patience = probe.limits.patienceMilliseconds
        var hasty = probe
        hasty.limits = probe.limits.beside
        let beside = hasty
        @Sendable func whenSilent(
            _ work: @Sendable () async -> [ConnectionObservation]
        ) async -> [ConnectionObservation] {
            guard (try? await Task.sleep(for: .milliseconds(patience))) != nil, !mark.value else { return [] }
            return await work()
        }
        enum Part: Sendable { case place, control, next }
        var parts: [Part: [ConnectionObservation]] = [:]
        await withTaskGroup(of: (Part, [ConnectionObservation]).self) { group in
            group.addTask { (.place, await probe.attempt(place, at: address, marking: mark)) }
            group.addTask { (.control, await whenSilent { await otherPort(place, address, by: beside) }) }
            if let next { group.addTask { (.next, await whenSilent { await beside.attempt(place, at: next) }) } }
            for await (part, seen) in group {
                parts[part] = seen
                if part == .place { group.cancelAll() }
            }
        }
        var second = parts[.next] ?? []
        // Where the first was refused at once, nothing began beside it.
        if let next, !mark.value, second.isEmpty { second = await probe.attempt(place, at: next) }
        return ((parts[.place] ?? []) + second, parts[.control] ?? [])
    }

    /// The same place over IPv6 where IPv4 was tried before, to see whether the family works.
    private func overSix(_ place: Place, _ found: HostLookUp.Found) async -> [ConnectionObservation] {
        guard let address = found.firstSix(place.port) else { return [] }
        return await probe.attempt(place, at: address)
    }

    /// What tells a block from a server that is down.
    private func controls(
        _ place: Place, _ seen: [ConnectionObservation], _ early: [ConnectionObservation], _ address: SocketAddress,
        _ found: HostLookUp.Found
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
            let there = try? SocketAddress(ipAddress: address.ipAddress ?? "", port: Int(port))
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
    private func otherAddress(_ place: Place, _ found: HostLookUp.Found) async -> [ConnectionObservation] {
        guard let address = await found.other(place.port) else { return [] }
        var other = place
        other.purpose = .otherAddress
        return await probe.attempt(other, at: address)
    }
}

extension Recording {
    fileprivate mutating func add(_ seen: DirectRun.Seen) {
        names += seen.names
        connections += seen.connections
    }
}
