import Doctor
import NIOCore

/// Tries once more, a few at a time, what stalled while everything was tried at once: a slow line is filled by us alone.
struct PatientRun: Sendable {
    let places: PlaceList
    let probe: PlaceProbe

    /// How many are tried beside each other.
    private static let atOnce = 4
    /// How long the whole may go on, in seconds.
    private static let longestSeconds: Int64 = 20

    /// How many of those that stall even then are tried with nothing at all beside them; that many show a filter.
    private static let mostAlone = 4
    /// So many must have stalled; fewer are no sign of a full line, and are tried again only where a filter is
    /// suspected.
    private static let fewestStalled = 5

    /// Third tries of the places that stalled, or none where the first few stall again; and fourth tries, one after
    /// the other, of some that stalled the third time while others went through.
    func run(_ seen: [ConnectionObservation]) async -> [ConnectionObservation] {
        var stalled = places.endpoints.compactMap { place in stall(place, seen).map { (place, $0) } }
        if stalled.count < Self.fewestStalled { stalled.removeAll { !answersOtherName($0.0, seen) } }
        let deadline = ContinuousClock.now + .seconds(Self.longestSeconds)
        var tries: [ConnectionObservation] = []
        var silent: [(Place, ConnectionObservation)] = []
        for start in stride(from: 0, to: stalled.count, by: Self.atOnce) where ContinuousClock.now < deadline {
            let some = await together(Array(stalled[start..<min(start + Self.atOnce, stalled.count)]))
            tries += some.map(\.try)
            silent += some.filter { !$0.try.succeeded(speaks: $0.place.speaks) }.map { ($0.place, $0.try) }
            if silent.count == tries.count { return tries }
        }
        for (place, before) in silent.prefix(Self.mostAlone) where ContinuousClock.now < deadline {
            tries.append(await probe.attempt(place, again: 4, at: address(of: before, place)))
        }
        return tries
    }

    private func address(of attempt: ConnectionObservation, _ place: Place) -> SocketAddress? {
        attempt.address.flatMap { try? SocketAddress(ipAddress: $0, port: Int(place.port)) }
    }

    /// The first attempt that opened and then stalled, where none succeeded.
    private func stall(_ place: Place, _ seen: [ConnectionObservation]) -> ConnectionObservation? {
        let mine = seen.filter { $0.purpose == .endpoint && $0.host == place.host && $0.port == place.port }
        guard !mine.contains(where: { $0.succeeded(speaks: place.speaks) }) else { return nil }
        return mine.first { $0.tls?.result == .timeout || $0.http?.result == .timeout }
    }

    private func answersOtherName(_ place: Place, _ seen: [ConnectionObservation]) -> Bool {
        seen.contains {
            $0.purpose == .otherName && $0.host == place.host && $0.port == place.port
                && $0.tls.map { $0.result != .timeout } ?? false
        }
    }

    private func together(
        _ stalled: [(Place, ConnectionObservation)]
    ) async -> [(place: Place, try: ConnectionObservation)] {
        await withTaskGroup(of: (place: Place, try: ConnectionObservation).self) { group in
            for (place, before) in stalled {
                let address = address(of: before, place)
                group.addTask { (place, await probe.attempt(place, again: 3, at: address)) }
            }
            var tries: [(place: Place, try: ConnectionObservation)] = []
            for await one in group { tries.append(one) }
            return tries
        }
    }
}
