import BaseProtocol
import DeviceSimulation
import DutyModel
import MachineLink
import NIOCore
import NIOPosix
import Signing
import Simulation
import Tablet

/// What a machine acknowledged while it was under load.
struct AcknowledgedDeeds: Sendable {
    /// An impression that the machine said it had made.
    struct Impression: Hashable, Sendable {
        let counter: Int
        let value: Int64
        let code: String

        /// The stamp's signature as the code carries it, in hexadecimal.
        func signature() throws -> String {
            let prefix = try VerifyPrefix(code[...(code.lastIndex(of: "/") ?? code.startIndex)])
            return try StampCode.decode(code, prefixes: [prefix]).signature.hex
        }
    }

    var impressions: [Impression] = []
    /// The sum of the refills that were said to be granted, in paise.
    var refilled: Int64 = 0
    /// Uploads that were said to be done.
    var uploads = 0
    /// Audits that were said to be good.
    var audits = 0
    /// Refusals, by their code; a system that only refuses is no load.
    var refusals: [FailureCode: Int] = [:]

    mutating func add(_ other: AcknowledgedDeeds) {
        impressions += other.impressions
        refilled += other.refilled
        uploads += other.uploads
        audits += other.audits
        refusals.merge(other.refusals, uniquingKeysWith: +)
    }
}

/// Several clerks at once on the command socket, until the machine goes away.
actor MachineLoad {
    private enum Role { case franking, refilling, uploading }
    private static let clerks: [Role] = [.franking, .franking, .franking, .refilling, .uploading]

    private let socket: String
    private let seed: UInt64
    private var franked = 0
    private var waiting: (count: Int, continuation: CheckedContinuation<Void, Never>)?
    private var isOver = false

    init(place: SystemPlace, seed: UInt64) {
        socket = place.data + "/tablet/command.sock"
        self.seed = seed
    }

    /// Works until the machine is gone; what it acknowledged.
    func run() async -> AcknowledgedDeeds {
        var deeds = AcknowledgedDeeds()
        await withTaskGroup(of: AcknowledgedDeeds.self) { group in
            for (number, role) in Self.clerks.enumerated() {
                group.addTask { [self] in await work(role, SeededRandom(seed: seed &+ UInt64(number))) }
            }
            for await done in group { deeds.add(done) }
        }
        isOver = true
        wake()
        return deeds
    }

    /// Returns when so many impressions were acknowledged.
    func hasFranked(_ count: Int) async throws {
        guard franked < count else { return }
        await withCheckedContinuation { waiting = (count, $0) }
        guard franked >= count else { throw DutyFailure(.machineNotRunning, "The machine went away too early.") }
    }

    private func noteFranked() {
        franked += 1
        if let waiting, franked >= waiting.count { wake() }
    }

    private func wake() {
        waiting?.continuation.resume()
        waiting = nil
    }

    private nonisolated func work(_ role: Role, _ seed: SeededRandom) async -> AcknowledgedDeeds {
        var random = seed
        var deeds = AcknowledgedDeeds()
        let client = FramedClient<MachineCommand, MachineReply>(
            to: .local(path: socket), limits: .machine, group: NIOSingletons.posixEventLoopGroup)
        while true {
            do throws(DutyFailure) {
                switch try await client.send(command(role, &random)) {
                case .franked(let summary, _):
                    deeds.impressions.append(
                        .init(
                            counter: Int(summary.stamp.counter), value: summary.stamp.value.count, code: summary.code))
                    await noteFranked()
                case .refill(.granted(let amount, _)): deeds.refilled += amount.count
                case .upload: deeds.uploads += 1
                case .audit(let outcome) where outcome.differences.isEmpty: deeds.audits += 1
                default: deeds.refusals[.internalError, default: 0] += 1
                }
            } catch {
                if [.linkDown, .linkBroken, .machineNotRunning].contains(error.code) { break }
                deeds.refusals[error.code, default: 0] += 1
            }
        }
        await client.close()
        return deeds
    }

    private nonisolated func command(_ role: Role, _ random: inout SeededRandom) throws(DutyFailure) -> MachineCommand {
        switch role {
        case .franking:
            .frank(
                FrankingWish(amount: Paise(Int64(1 + random.below(200))), article: try Article("4")),
                random.oneIn(20) ? .pdf : nil)
        case .refilling:
            // A refill that an earlier kill left outstanding is taken up now and then; mostly a new one is asked for.
            random.oneIn(3) ? .continueRefill() : .refill(amount: Paise(Int64(100 + random.below(1_000))))
        case .uploading: random.oneIn(6) ? .audit() : .upload()
        }
    }
}
