import DutyModel
import Foundation
import Messages

/// What a round of load measured.
struct RefillRound {
    /// Refills answered a second.
    let rate: Double
    /// Processor time of the server for one refill, in milliseconds.
    let cpuMilliseconds: Double
    /// The server's resident memory at the end, in bytes.
    let residentBytes: Int
}

/// Every machine asks for refill after refill on a connection of its own.
struct RefillLoad {
    /// Before the measurement: handshakes, and the first turn of every cache.
    private static let warmUp = Duration.seconds(2)
    private static let window = Duration.seconds(5)

    let site: RefillSite

    /// One round against the server with this process number; the devices go on from where they were.
    func round(_ machines: inout [LoadMachine], server: Int32) async throws -> RefillRound {
        let counter = RefillCounter()
        let deadline = ContinuousClock.now + Self.warmUp + Self.window + .milliseconds(500)
        return try await withThrowingTaskGroup(of: (Int, LightDevice).self) { group in
            for (place, machine) in machines.enumerated() {
                group.addTask { (place, try await refill(machine, counter: counter, until: deadline)) }
            }
            let round = try await measure(counter, server: server)
            for try await (place, device) in group { machines[place].device = device }
            return round
        }
    }

    private func refill(
        _ machine: LoadMachine, counter: RefillCounter, until deadline: ContinuousClock.Instant
    ) async throws -> LightDevice {
        let asked = try await machine.connection.hold(
            DirectoryTalk(machine: machine.serial, psdKey: machine.device.psdKey), with: site.distributor)
        guard let answer = asked.answer, let token = answer.tokens.first(where: { $0.audience == .funds }),
            let funds = answer.directory.services.first(where: { $0.service == .funds })
        else { throw BenchmarkFailure("the directory names no funds service") }
        let talk = RefillTalk(machine.device, of: machine.serial, token: token, counter: counter, until: deadline)
        return try await machine.connection.hold(talk, with: funds).device
    }

    private func measure(_ counter: RefillCounter, server: Int32) async throws -> RefillRound {
        try await Task.sleep(for: Self.warmUp)
        let start = (time: ContinuousClock.now, count: counter.count, cpu: try ProcessorTime.seconds(of: server))
        try await Task.sleep(for: Self.window)
        let count = counter.count - start.count
        guard count > 0 else { throw BenchmarkFailure("no refill was answered") }
        let cpu = try ProcessorTime.seconds(of: server) - start.cpu
        return RefillRound(
            rate: Double(count) / (ContinuousClock.now - start.time).seconds,
            cpuMilliseconds: cpu * 1000 / Double(count), residentBytes: try ResidentMemory.bytes(of: server))
    }
}
