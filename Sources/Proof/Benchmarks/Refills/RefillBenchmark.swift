import Foundation
import NIOPosix
import ProgramRunning

/// Refills end to end against the release build's back end: mutual TLS, XML, the device's signature checked, the
/// grant signed, booked and durable before it is answered. Three rows come from the same rounds.
actor RefillBenchmark {
    /// As many machines ask at the same time, each for refill after refill.
    private static let machineCount = 64
    private static let rounds = 3

    private let program: URL
    private let dataFolder: URL
    private var measured: Result<[(round: RefillRound, peer: Double)], any Error>?

    init(program: URL, dataFolder: URL) {
        self.program = program
        self.dataFolder = dataFolder
    }

    /// Refills a second, beside one-row transactions of the `sqlite3` shell.
    func rateRow() async throws -> BenchmarkRow {
        let rounds = try await rounds()
        guard let rate = median(rounds.map(\.round.rate)), let peer = median(rounds.map(\.peer)) else {
            throw Self.none
        }
        return BenchmarkRow(
            name: "refills of \(Self.machineCount) machines at once, end to end", ours: rate, peer: peer, goal: 0.8,
            floor: 0.4, unit: "refills/s", peerName: "durable one-row transactions by the sqlite3 shell")
    }

    /// The back end's processor time for a refill.
    func processorRow() async throws -> BenchmarkRow {
        guard let cost = median(try await rounds().map(\.round.cpuMilliseconds)) else { throw Self.none }
        return BenchmarkRow(
            name: "refill, processor time of the back end", cost: cost, limit: 0.3, unit: "ms", limitName: "0.3 ms")
    }

    /// The back end's resident memory under this load.
    func memoryRow() async throws -> BenchmarkRow {
        guard let bytes = try await rounds().map(\.round.residentBytes).max() else { throw Self.none }
        return BenchmarkRow(
            name: "back end under that load, resident memory", cost: Double(bytes) / 1_000_000, limit: 200,
            unit: "MB", limitName: "200 MB")
    }

    private static let none = BenchmarkFailure("no round was measured")

    /// The rounds, measured at the first call.
    private func rounds() async throws -> [(round: RefillRound, peer: Double)] {
        if let measured { return try measured.get() }
        do {
            let fresh = try await measure()
            measured = .success(fresh)
            return fresh
        } catch {
            measured = .failure(error)
            throw error
        }
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
