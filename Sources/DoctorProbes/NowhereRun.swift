import Doctor
import DutyModel
import NIOCore

/// Tries an address at which nobody lives, beside everything else: who answers there takes what is not for him.
struct NowhereRun: Sendable {
    private let question: Silence<NameObservation>
    private let connection: Silence<ConnectionObservation>
    private let deadline: ContinuousClock.Instant

    /// Begins to try.
    init(places: PlaceList, names: NameProbe, probe: PlaceProbe, servers: [NameProbe.Server]) {
        deadline = .now + .milliseconds(probe.limits.nowhereMilliseconds)
        question = Self.asks(places, names, servers.first { $0.resolver == .nowhere })
        connection = Self.connects(places, probe)
    }

    /// What came so far, once everything else has settled.
    func end() async -> DirectRun.Seen {
        async let names = question.end(notBefore: deadline)
        return DirectRun.Seen(names: await names, connections: await connection.end(notBefore: deadline))
    }

    private static func asks(
        _ places: PlaceList, _ names: NameProbe, _ server: NameProbe.Server?
    ) -> Silence<NameObservation> {
        guard let host = places.firstName, let server else { return Silence({ [] }, silent: { _ in [] }) }
        let patient = NameProbe(limits: names.limits.nowhere, group: names.group, gate: names.gate)
        return Silence({ await patient.ask(host, server) }) { milliseconds in
            [1, 2].map {
                NameObservation(
                    host.lowercased(), resolver: .nowhere, server: server.address.ipAddress ?? "", transport: .udp,
                    result: .timeout, milliseconds: milliseconds, attempt: $0)
            }
        }
    }

    private static func connects(_ places: PlaceList, _ probe: PlaceProbe) -> Silence<ConnectionObservation> {
        guard let port = places.plainPort, let address = try? NobodysAddress.socket(port: port) else {
            return Silence({ [] }, silent: { _ in [] })
        }
        let host = address.ipAddress ?? ""
        var patient = probe
        patient.limits = probe.limits.nowhere
        let (place, tries) = (Place(host: host, port: port, speaks: .other, purpose: .nowhere), patient)
        return Silence({ await tries.attempt(place, at: address) }) { milliseconds in
            [1, 2].map {
                ConnectionObservation(
                    .nowhere, host: host, port: port, address: host, attempt: $0, opening: .timeout,
                    milliseconds: milliseconds)
            }
        }
    }
}

/// Something that is expected to stay silent: it is waited for as long as there is something else to do, and a while.
private struct Silence<Observation: Sendable>: Sendable {
    private let steps: AsyncStream<[Observation]?>
    private let report: AsyncStream<[Observation]?>.Continuation
    private let work: Task<Void, Never>
    private let start = ContinuousClock.now
    private let silent: @Sendable (Int64) -> [Observation]

    /// Begins the work; `silent` is what is written down where nothing came in so many milliseconds.
    init(_ work: @escaping @Sendable () async -> [Observation], silent: @escaping @Sendable (Int64) -> [Observation]) {
        let (steps, report) = AsyncStream.makeStream(of: [Observation]?.self)
        (self.steps, self.report, self.silent) = (steps, report, silent)
        self.work = Task { report.yield(await work()) }
    }

    /// What came by now, or by a moment that is later.
    func end(notBefore deadline: ContinuousClock.Instant) async -> [Observation] {
        let report = report
        let patience = Task {
            try? await Task.sleep(until: deadline, clock: .continuous)
            report.yield(nil)
        }
        defer {
            patience.cancel()
            work.cancel()
        }
        for await step in steps { return step ?? silent((ContinuousClock.now - start).wholeMilliseconds) }
        return []
    }
}
