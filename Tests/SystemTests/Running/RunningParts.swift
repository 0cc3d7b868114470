import Foundation
import ProgramRunning

/// Back end, base and tablet of an enrolled installation as processes of their own, each started as a test asks.
actor RunningParts {
    /// One of the processes.
    enum Part: Hashable, Sendable { case backEnd, base, tablet }

    /// What a part is started by: words before its own, and variables.
    struct Way: Sendable {
        var words: [String] = []
        var environment: [String: String] = [:]
    }

    nonisolated let place: SystemPlace
    private var running: [Part: StartedProgram] = [:]
    private nonisolated let executor = OwnThread()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(at place: SystemPlace) { self.place = place }

    /// Starts a part and returns when it has said that it is ready.
    func start(_ part: Part, by way: Way = Way()) throws {
        running[part] = try StartedProgram(
            URL(filePath: "/usr/bin/env"), way.words + [Program.dutymark.path] + words(part) + ["--data", place.data],
            ready: part == .backEnd ? "Dutymark back end is ready." : "Dutymark machine is ready.",
            environment: way.environment)
    }

    /// Ends a part as Ctrl-C does; its exit status, 0 where it does not run.
    @discardableResult
    func stop(_ part: Part) -> Int32 { running.removeValue(forKey: part)?.stop() ?? 0 }

    /// Ends a part by SIGKILL.
    func kill(_ part: Part) { running.removeValue(forKey: part)?.kill() }

    /// Ends everything by SIGKILL.
    func kill() {
        for program in running.values { program.kill() }
        running = [:]
    }

    private nonisolated func words(_ part: Part) -> [String] {
        switch part {
        case .backEnd: ["backend", "serve"]
        case .base: ["machine", "run", "--part", "base"]
        case .tablet: ["machine", "run", "--part", "tablet", "--port", "\(place.port)"]
        }
    }
}

/// Enrols an installation and runs `work` with its parts, none of which runs yet.
func withParts(_ work: (RunningParts) async throws -> Void) async throws {
    try await withPlace { system in
        try await system.start()
        await system.stop()
        let parts = RunningParts(at: system.place)
        do {
            try await work(parts)
        } catch {
            await parts.kill()
            throw error
        }
        await parts.kill()
    }
}
