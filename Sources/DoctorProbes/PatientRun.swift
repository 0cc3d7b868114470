import Doctor
import NIOCore

/// Tries once more, a few at a time, what stalled while everything was tried at once: a slow line is filled by us alone.
struct PatientRun: Sendable {
    let places: PlaceList
    let probe: PlaceProbe

    /// So many must have stalled; fewer are no sign of a full line.
    private static let fewestStalled = 5
    /// How many are tried beside each other.
    private static let atOnce = 4
    /// How long the whole may go on, in seconds.
    private static let longestSeconds: Int64 = 20

    /// Third tries of the places that stalled, or none where the first few stall again.
    func run(_ seen: [ConnectionObservation]) async -> [ConnectionObservation] {
        let stalled = places.endpoints.compactMap { place in stall(place, seen).map { (place, $0) } }
        guard stalled.count >= Self.fewestStalled else { return [] }
        let deadline = ContinuousClock.now + .seconds(Self.longestSeconds)
        var tries: [ConnectionObservation] = []
        for start in stride(from: 0, to: stalled.count, by: Self.atOnce) where ContinuousClock.now < deadline {
            let some = await together(Array(stalled[start..<min(start + Self.atOnce, stalled.count)]))
            tries += some.map(\.try)
            if start == 0, !some.contains(where: { $0.try.succeeded(speaks: $0.place.speaks) }) { break }
        }
        return tries
    }

    /// The first attempt that opened and then stalled, where none succeeded.
    private func stall(_ place: Place, _ seen: [ConnectionObservation]) -> ConnectionObservation? {
        let mine = seen.filter { $0.purpose == .endpoint && $0.host == place.host && $0.port == place.port }
        guard !mine.contains(where: { $0.succeeded(speaks: place.speaks) }) else { return nil }
        return mine.first { $0.tls?.result == .timeout || $0.http?.result == .timeout }
    }

    private func together(
        _ stalled: [(Place, ConnectionObservation)]
    ) async -> [(place: Place, try: ConnectionObservation)] {
        await withTaskGroup(of: (place: Place, try: ConnectionObservation).self) { group in
            for (place, before) in stalled {
                let address = before.address.flatMap { try? SocketAddress(ipAddress: $0, port: Int(place.port)) }
                group.addTask { (place, await probe.thirdAttempt(place, at: address)) }
            }
            var tries: [(place: Place, try: ConnectionObservation)] = []
            for await one in group { tries.append(one) }
            return tries
        }
    }
}
