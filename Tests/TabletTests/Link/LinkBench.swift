import Base
import BaseProtocol
import DutyModel
import Exchanges
import Foundation
import Logging
import MachineLink
import NIOPosix
import SecurityDevice
import Simulation
import Synchronization

@testable import Tablet

/// A tablet and a base with the real link between them, through a relay that can do harm.
final class LinkBench: Sendable {
    let bench: TabletBench
    let base: FaultyBase
    private let tasks: [Task<Void, Never>]
    private let folder: String

    private static let logger = Logger(label: "link") { _ in SwiftLogNoOpLogHandler() }

    /// An enrolled machine with funds, whose link is whole.
    init() async throws {
        folder = FileManager.default.temporaryDirectory.path + "/link-\(UUID().uuidString)"
        let (baseFolder, tabletFolder) = (folder + "/base", folder + "/tablet")
        try LinkPairing.make(baseFolder: baseFolder, tabletFolder: tabletFolder, now: Timestamp(1_700_000_000))
        let started = Started()
        let link: TabletBench.Link = { line, restart in
            let base = FaultyBase(line, restart: restart)
            let server = try await BaseLinkServer.bind(base, LinkIdentity(folder: baseFolder), Self.logger)
            let relay = try await LinkRelay(to: server.port ?? 0)
            await base.stand(behind: relay)
            started.note(base, [Task { try? await server.run() }, Task { try? await relay.run() }])
            return FramedClient<BaseCommand, BaseAnswer>(
                to: .tcp(address: "127.0.0.1", port: relay.port, identity: try LinkIdentity(folder: tabletFolder)),
                limits: Self.limits, group: MultiThreadedEventLoopGroup.singleton)
        }
        bench = try await TabletBench(settings: Self.settings, link: link)
        (base, tasks) = try started.parts()
        _ = try await bench.tablet.refill(amount: .rupees(5_000))
    }

    /// What the test's construction leaves behind.
    private final class Started: Sendable {
        private let made = Mutex<(FaultyBase, [Task<Void, Never>])?>(nil)

        func note(_ base: FaultyBase, _ tasks: [Task<Void, Never>]) { made.withLock { $0 = (base, tasks) } }

        func parts() throws -> (FaultyBase, [Task<Void, Never>]) {
            guard let made = made.withLock({ $0 }) else { throw DutyFailure(.internalError, "No base was started.") }
            return made
        }
    }

    /// Short, so that giving up costs little; a decision of the base in memory takes a tenth of it.
    private static var limits: LinkLimits {
        var limits = LinkLimits.machine
        limits.connectMilliseconds = 2_000
        limits.handshakeMilliseconds = 1_500
        limits.answerMilliseconds = 800
        return limits
    }

    private static let settings = TabletSettings {
        $0.refillTries = 2
        $0.outcomeTries = 2
    }

    /// How the device stands, asked past the link.
    func status() async throws -> DeviceStatus {
        guard case .status(let status) = try await bench.line.ask(.status) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return status
    }

    /// What became of the print of an impression.
    func print(of counter: UInt32) async throws -> PrintState? {
        guard
            case .printStandings(let standings) = try await bench.line.ask(.printStandings(from: counter, limit: 1))
        else { throw DutyFailure(.internalError, "Another answer.") }
        return standings.byCounter[counter]?.state
    }

    /// Brings a refill to its end that a case left outstanding.
    func settleRefill() async throws {
        if try await status().outstandingRefill != nil { _ = try await bench.tablet.continueRefill() }
    }

    /// Leaves a refill outstanding, as a back end that does not answer does.
    func leaveRefillOutstanding() async throws {
        try await settleRefill()
        _ = try await bench.line.ask(.beginRefill(amount: .rupees(2)))
    }

    func end() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        bench.remove()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// The base's end of the link, with a fault in it.
enum BaseLinkServer {
    static func bind(
        _ base: FaultyBase, _ identity: LinkIdentity, _ logger: Logger
    ) async throws -> FramedServer<BaseCommand, BaseAnswer> {
        try await .bind(
            .tcp(address: "127.0.0.1", port: 0, identity: identity), limits: .machine,
            group: MultiThreadedEventLoopGroup.singleton, logger: logger
        ) { (command) async throws(DutyFailure) in try await base.answer(command) }
    }
}
