import Doctor
import NIOCore

/// Tries once more, a few at a time, what stalled while everything was tried at once: a slow line is filled by us alone,
/// and who opens TLS on its way may be too slow for all of us at once.
struct PatientRun: Sendable {
    let places: PlaceList
    let probe: PlaceProbe

    /// How many are tried beside each other.
    private static let atOnce = 4
    /// How long each part of the run may go on before nothing more is begun, in seconds.
    private static let partSeconds: Int64 = 12
    /// How many of those that stall even then are tried with nothing at all beside them; that many show a filter.
    private static let mostAlone = 4
    /// So many must have stalled; fewer are no sign of a full line.
    private static let fewestStalled = 5

    /// A place that is tried again, at the address of the try that was silent; nil through a proxy.
    private typealias Late = (place: Place, address: SocketAddress?)
    private typealias Tries = (all: [ConnectionObservation], silent: [Late])

    /// Third tries of the places that stalled, which end where the first few stall again; and fourth tries, one after
    /// the other, of some that stalled the third time while others went through. On a full line the packets that open
    /// connections are lost as well: then third tries of what did not open.
    func run(_ seen: [ConnectionObservation]) async -> [ConnectionObservation] {
        let stalled = late { stall($0, seen) }
        var (tries, silent) = await thirdTries(stalled)
        guard silent.count < tries.count else { return tries }
        let deadline = Self.deadline
        for late in silent.prefix(Self.mostAlone) where ContinuousClock.now < deadline {
            tries.append(await probe.attempt(late.place, again: 4, at: late.address))
        }
        guard stalled.count >= Self.fewestStalled else { return tries }
        return tries + (await thirdTries(late { unopened($0, seen) }).all)
    }

    private static var deadline: ContinuousClock.Instant { .now + .seconds(partSeconds) }

    /// Third tries, and what was silent in them; they end where the first few all were.
    private func thirdTries(_ late: [Late]) async -> Tries {
        let deadline = Self.deadline
        var tries: Tries = ([], [])
        for start in stride(from: 0, to: late.count, by: Self.atOnce) where ContinuousClock.now < deadline {
            let some = await together(Array(late[start..<min(start + Self.atOnce, late.count)]))
            tries.all += some.all
            tries.silent += some.silent
            if tries.silent.count == tries.all.count { break }
        }
        return tries
    }

    private func together(_ late: [Late]) async -> Tries {
        let ended = await concurrently(late) { [($0, await probe.attempt($0.place, again: 3, at: $0.address))] }
        return (ended.map(\.1), ended.filter { $0.1.isSilent }.map(\.0))
    }

    /// The places that have a silent attempt of some kind.
    private func late(_ silent: (Place) -> ConnectionObservation?) -> [Late] {
        places.endpoints.compactMap { place in
            silent(place).map { attempt in
                (place, attempt.address.flatMap { try? SocketAddress(ipAddress: $0, port: Int(place.port)) })
            }
        }
    }

    /// The first attempt that opened and then stalled, where none came to an end, be it a bad one.
    private func stall(_ place: Place, _ seen: [ConnectionObservation]) -> ConnectionObservation? {
        let mine = attempts(place, seen)
        guard !mine.contains(where: { $0.isSettled(speaks: place.speaks) }) else { return nil }
        return mine.first { $0.opening == .open && $0.isSilent }
    }

    /// The first attempt to which nothing came back, where none opened.
    private func unopened(_ place: Place, _ seen: [ConnectionObservation]) -> ConnectionObservation? {
        let mine = attempts(place, seen)
        return mine.contains { $0.opening == .open } ? nil : mine.first { $0.opening == .timeout }
    }

    private func attempts(_ place: Place, _ seen: [ConnectionObservation]) -> [ConnectionObservation] {
        seen.filter { $0.purpose == .endpoint && $0.host == place.host && $0.port == place.port }
    }
}

extension ConnectionObservation {
    /// Whether it ended because nothing came back for too long.
    fileprivate var isSilent: Bool {
        opening == .timeout || tunnel?.result == .timeout || tls?.result == .timeout || http?.result == .timeout
    }
}
