import Doctor
import NIOCore

/// Tries once more, a few at a time, what stalled while everything was tried at once: a slow line is filled by us alone,
/// and who opens TLS on its way may be slower than all of us at once.
struct PatientRun: Sendable {
    let places: PlaceList
    let probe: PlaceProbe

    /// How many are tried beside each other.
    private static let atOnce = 4
    /// How long the whole may go on, in seconds.
    private static let longestSeconds: Int64 = 20

    /// How many of those that stall even then are tried with nothing at all beside them; that many show a filter.
    private static let mostAlone = 4
    /// So many must have stalled; fewer are no sign of a full line.
    private static let fewestStalled = 5

    /// Third tries of the places that stalled, which end where the first few stall again; and fourth tries, one after
    /// the other, of some that stalled the third time while others went through.
    func run(_ seen: [ConnectionObservation]) async -> [ConnectionObservation] {
        var late = places.endpoints.compactMap { place in stall(place, seen).map { (place, $0) } }
        if late.count >= Self.fewestStalled {
            // A line that is full loses the packets that open connections as well.
            late += places.endpoints.compactMap { place in unopened(place, seen).map { (place, $0) } }
        }
        let deadline = ContinuousClock.now + .seconds(Self.longestSeconds)
        var tries: [ConnectionObservation] = []
        var silent: [(Place, ConnectionObservation)] = []
        for start in stride(from: 0, to: late.count, by: Self.atOnce) where ContinuousClock.now < deadline {
            let some = await together(Array(late[start..<min(start + Self.atOnce, late.count)]))
            tries += some.map(\.try)
            silent += some.filter { $0.try.isSilent }.map { ($0.place, $0.try) }
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

    /// The first attempt that opened and then stalled, where none came to an end, be it a bad one.
    private func stall(_ place: Place, _ seen: [ConnectionObservation]) -> ConnectionObservation? {
        let mine = attempts(place, seen)
        guard !mine.contains(where: { $0.isSettled(speaks: place.speaks) }) else { return nil }
        return mine.first { $0.opening == .open && $0.isSilent }
    }

    /// The first attempt that never opened, where none did: nothing came back.
    private func unopened(_ place: Place, _ seen: [ConnectionObservation]) -> ConnectionObservation? {
        let mine = attempts(place, seen)
        return mine.allSatisfy { $0.opening == .timeout } ? mine.first : nil
    }

    private func attempts(_ place: Place, _ seen: [ConnectionObservation]) -> [ConnectionObservation] {
        seen.filter { $0.purpose == .endpoint && $0.host == place.host && $0.port == place.port }
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

extension ConnectionObservation {
    /// Whether it ended because nothing came back for too long.
    fileprivate var isSilent: Bool {
        opening == .timeout || tls?.result == .timeout || http?.result == .timeout
    }
}
