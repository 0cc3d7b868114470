import Foundation
import ProgramRunning

/// Back end, base and tablet of one place as three processes of this user, each of which a test may stop.
final class PartsApart {
    let place: SystemPlace
    private var backEnd: StartedProgram?
    private var base: StartedProgram?
    private var tablet: StartedProgram?

    init(_ place: SystemPlace) throws {
        self.place = place
        try startBackEnd()
        base = try start(["machine", "run", "--part", "base"], ready: "Dutymark machine is ready.")
        tablet = try start(
            ["machine", "run", "--part", "tablet", "--port", "\(place.port)"], ready: "Dutymark machine is ready.")
    }

    func startBackEnd() throws { backEnd = try start(["backend", "serve"], ready: "Dutymark back end is ready.") }

    func stopBackEnd() {
        _ = backEnd?.stop()
        backEnd = nil
    }

    func killBase() {
        base?.kill()
        base = nil
    }

    /// Sends a signal to the back end.
    func signal(_ number: Int32) {
        if let backEnd { kill(backEnd.processID, number) }
    }

    /// Whether the back end, standing still, has been asked something.
    func isAsked() throws -> Bool {
        guard let backEnd else { return false }
        return try UnreadQuestions.arePending(at: backEnd.processID)
    }

    /// Ends what still runs.
    func end() {
        signal(SIGCONT)
        for part in [tablet, base, backEnd] { part?.kill() }
    }

    private func start(_ words: [String], ready: String) throws -> StartedProgram {
        try StartedProgram(Program.dutymark, words + ["--data", place.data], ready: ready)
    }
}

/// Runs `work` with the parts of an enrolled place as three processes; the machine holds 50 rupees that an audit
/// confirmed, and its connections to the back end are open.
func withApart(_ work: (PartsApart) async throws -> Void) async throws {
    try await withPlace { system in
        try await system.start()
        await system.stop()
        let parts = try PartsApart(system.place)
        defer { parts.end() }
        try await system.place.done("refill", "--amount", "50")
        try await system.place.done("audit")
        try await work(parts)
    }
}
