import Foundation
import ProgramRunning

/// A whole system as `dutymark up` runs it; it may be stopped, killed and started again.
///
/// An actor with a thread of its own: starting and stopping wait for another program.
actor RunningSystem {
    nonisolated let place: SystemPlace
    private var program: StartedProgram?
    private nonisolated let executor = OwnThread()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(at place: SystemPlace) { self.place = place }

    /// Starts the system and returns when it has said that it is ready.
    @discardableResult
    func start(_ words: [String] = []) throws -> Duration {
        let started = try StartedProgram(Program.dutymark, place.up + words)
        program = started
        return started.timeToReady
    }

    /// The number of its process; 0 while it does not run.
    var processID: Int32 { program?.processID ?? 0 }
    /// Whether it was started and has not ended by itself.
    var isRunning: Bool { program?.isRunning ?? false }

    /// Ends it as Ctrl-C does; its exit status and how long that took.
    @discardableResult
    func stop() -> (status: Int32, duration: Duration) {
        guard let program else { return (0, .zero) }
        self.program = nil
        let start = ContinuousClock.now
        let status = program.stop()
        return (status, .now - start)
    }

    /// Ends it by SIGKILL.
    func kill() {
        program?.kill()
        program = nil
    }
}

/// Runs `work` with a place for a system; what still runs afterwards is stopped, and the place is removed.
func withPlace(_ work: (RunningSystem) async throws -> Void) async throws {
    let place = try SystemPlace()
    let system = RunningSystem(at: place)
    do {
        try await work(system)
    } catch {
        await system.kill()
        place.remove()
        throw error
    }
    await system.kill()
    place.remove()
}

/// Runs `work` with a system that is ready.
func withSystem(_ words: [String] = [], _ work: (RunningSystem) async throws -> Void) async throws {
    try await withPlace { system in
        try await system.start(words)
        try await work(system)
    }
}
