import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Testing

@testable import Tablet

/// Each command × {unsent, sent, decided, answered} × {kill, stop, reset, delay}, over the real link between a real tablet
/// and a real base: what is told agrees with the books, and never changes its mind.
@Suite(.timeLimit(.minutes(2))) struct OutcomeTableTests {
    /// A command of a person, and the command on the link that is struck.
    struct Asked: Sendable, CustomTestStringConvertible {
        let name: String
        let struck: String
        let prepare: @Sendable (LinkBench) async throws -> Void
        let command: @Sendable (LinkBench, ActID) async throws -> MachineCommand
        /// Whether the device shows what the command does, against how it stood before.
        let isDone: @Sendable (_ before: DeviceStatus, _ after: DeviceStatus, LinkBench) async throws -> Bool
        /// Whether the device is of no use for another case afterwards.
        var spends = false

        var testDescription: String { name }
    }

    static let wish: FrankingWish? = (try? Article("4")).map { FrankingWish(amount: .rupees(5), article: $0) }

    static let commands: [Asked] = [
        Asked(
            name: "frank", struck: "frank", prepare: { _ in },
            command: { _, act in .frank(try #require(wish), nil, act: act) },
            isDone: { before, after, _ in after.itemCount == before.itemCount + 1 }),
        Asked(
            name: "refill, at its beginning", struck: "beginRefill", prepare: { try await $0.settleRefill() },
            command: { _, act in .refill(amount: .rupees(3), act: act) },
            isDone: { before, after, _ in after.appliedSequence == before.appliedSequence + 1 }),
        Asked(
            name: "refill, at its grant", struck: "applyRefill", prepare: { try await $0.settleRefill() },
            command: { _, act in .refill(amount: .rupees(3), act: act) },
            isDone: { before, after, _ in after.appliedSequence == before.appliedSequence + 1 }),
        Asked(
            name: "take a refill up", struck: "refillRequest", prepare: { try await $0.leaveRefillOutstanding() },
            command: { _, act in .continueRefill(act: act) },
            isDone: { before, after, _ in after.appliedSequence == before.appliedSequence + 1 }),
        Asked(
            name: "cancel-refill", struck: "refillRequest", prepare: { try await $0.leaveRefillOutstanding() },
            command: { _, act in .cancelRefill(act: act) },
            isDone: { _, after, _ in after.outstandingRefill == nil }),
        Asked(
            name: "spoil", struck: "spoil", prepare: { try await $0.bench.frank(1) },
            command: { bench, act in .spoil(counter: try await bench.status().itemCount, act: act) },
            isDone: { _, after, bench in try await bench.print(of: after.itemCount) == .spoiled }),
        Asked(
            name: "audit", struck: "auditRequest", prepare: { $0.bench.clock.advance(bySeconds: 60) },
            command: { _, act in .audit(act: act) },
            isDone: { before, after, _ in after.inspectionDue != before.inspectionDue }),
        Asked(
            name: "upload, at its beginning", struck: "noteUpload", prepare: { try await $0.bench.frank(1) },
            command: { _, act in .upload(act: act) }, isDone: { _, after, _ in after.unsentCount == 0 }),
        Asked(
            name: "upload, at its receipt", struck: "applyReceipt", prepare: { try await $0.bench.frank(1) },
            command: { _, act in .upload(act: act) }, isDone: { _, after, _ in after.unsentCount == 0 }),
        Asked(
            name: "withdraw", struck: "beginWithdrawal", prepare: { _ in },
            command: { _, act in .withdraw(act: act) },
            isDone: { _, after, _ in after.phase == .withdrawn }, spends: true),
        Asked(
            name: "next-life", struck: "beginNextLife", prepare: { _ = try await $0.bench.tablet.withdraw() },
            command: { _, act in .nextLife(act: act) },
            isDone: { _, after, _ in after.psdKey?.life == 2 }, spends: true),
    ]

    @Test(arguments: commands) func `what is told agrees with the books, whatever befalls the link`(
        _ asked: Asked
    ) async throws {
        var rows: [String] = []
        var kept: LinkBench?
        for fault in LinkFault.all {
            let bench: LinkBench
            if let kept { bench = kept } else { bench = try await LinkBench() }
            rows.append(try await walk(asked, fault, bench))
            if asked.spends {
                await bench.end()
                kept = nil
            } else {
                kept = bench
            }
        }
        await kept?.end()
        #expect(rows.count == LinkFault.all.count)
        print(rows.joined(separator: "\n"))
    }

    /// One case; its row of the table.
    private func walk(_ asked: Asked, _ fault: LinkFault, _ bench: LinkBench) async throws -> String {
        let context = "\(asked.name): \(fault)"
        try await asked.prepare(bench)
        let tablet = bench.bench.tablet
        let act = try await tablet.newAct()
        let command = try await asked.command(bench, act)
        let before = try await bench.status()
        await bench.base.arm(fault, at: asked.struck)
        let told = await Self.told { _ = try await tablet.answer(command) }
        await bench.base.heal()
        let after = try await bench.status()
        let isDone = try await asked.isDone(before, after, bench)
        if told == .done { #expect(isDone, "\(context): told as done") }
        if told == .notDone { #expect(!isDone, "\(context): told as not done") }
        let known = await tablet.outcome(of: act)
        // What has begun and isn't finished is open; everything else is known now that the base is back.
        #expect(known.outcome != .notKnown || known.deed != nil, "\(context): \(known)")
        if known.outcome == .done { #expect(isDone, "\(context): \(known)") }
        if known.outcome == .notDone { #expect(!isDone, "\(context): \(known)") }
        if told != .notKnown { #expect(known.outcome == told, "\(context): told \(told), then \(known)") }
        // The same once more does nothing, neither where it was done nor where it was given up.
        if known.outcome != .notKnown {
            let again = await Self.told { _ = try await tablet.answer(command) }
            #expect(again == known.outcome, "\(context): asked for once more: \(again)")
            let last = try await bench.status()
            #expect(last.itemCount == after.itemCount && last.appliedSequence == after.appliedSequence, "\(context)")
        }
        return Self.row(asked, fault, told, known.outcome, isDone)
    }

    private static func told(_ work: () async throws -> Void) async -> KnownOutcome {
        do {
            try await work()
            return .done
        } catch {
            return (error as? DutyFailure)?.outcome ?? .notKnown
        }
    }

    private static func row(
        _ asked: Asked, _ fault: LinkFault, _ told: KnownOutcome, _ known: KnownOutcome, _ isDone: Bool
    ) -> String {
        "| \(asked.name) | \(fault.moment.rawValue) | \(fault.kind.rawValue) | \(told.rawValue) | "
            + "\(known.rawValue) | \(isDone ? "yes" : "no") |"
    }
}
