import Foundation
import NIOPosix
import ProgramRunning

/// Refills end to end against the release build's back end: mutual TLS, XML, the device's signature checked, the
/// grant signed, booked and durable before it is answered.
struct RefillBenchmark {
    /// As many machines ask at the same time, each for refill after refill.
    private static let machineCount = 64
    private static let rounds = 3

    let program: URL
    let dataFolder: URL

    /// Refills a second, beside one-row transactions of the `sqlite3` shell; the back end's processor time for one; and
    /// its resident memory under this load.
    func rows() async throws -> [BenchmarkRow] {
        let rounds = try await measure()
        return [
            BenchmarkRow(
                name: "refills of \(Self.machineCount) machines at once, end to end",
                ours: try median(rounds.map(\.round.rate)), peer: try median(rounds.map(\.peer)), goal: 0.8,
                floor: 0.4, unit: "refills/s", peerName: "durable one-row transactions by the sqlite3 shell"),
            BenchmarkRow(
                name: "refill, processor time of the back end",
                cost: try median(rounds.map(\.round.cpuMilliseconds)), limit: 0.3, unit: "ms", limitName: "0.3 ms"),
            BenchmarkRow(
                name: "back end under that load, resident memory",
                cost: Double(rounds.map(\.round.residentBytes).max() ?? 0) / 1_000_000, limit: 200, unit: "MB",
                limitName: "200 MB"),
        ]
    }

    // Load and peer take turns, so that both meet the same disk. One thread makes the load: the server shares this
    // computer with it.
    private func measure() async throws -> [(round: RefillRound, peer: Double)] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let site = try await RefillSite(
            program: program, dataFolder: dataFolder, machineCount: Self.machineCount, group: group)
        let server = try StartedProgram(program, ["backend", "serve", "--data", dataFolder.path], ready: "is ready")
        let load = RefillLoad(site: site)
        let peer = SQLiteShellPeer(folder: dataFolder)
        var machines = site.machines
        var rounds: [(round: RefillRound, peer: Double)] = []
        for _ in 0..<Self.rounds {
            let rate = try peer.rowsPerSecond()
            rounds.append((try await load.round(&machines, server: server.processID), rate))
        }
        try stopCleanly(server)
        try await group.shutdownGracefully()
        try requireSoundBooks()
        return rounds
    }

    // Answers that came quickly are worth nothing where the books do not hold.
    private func requireSoundBooks() throws {
        let check = try FinishedProgram(program, ["backend", "check", "--data", dataFolder.path])
        guard check.status == 0 else {
            throw BenchmarkFailure(
                "the books do not hold after the load: \(String(decoding: check.output, as: UTF8.self))")
        }
    }
}
