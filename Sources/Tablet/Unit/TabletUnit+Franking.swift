import BaseProtocol
import DutyModel
import Exchanges
import Foundation
import Signing

extension TabletUnit {
    /// As `MachineOperations` says.
    public func frank(_ order: FrankingWish, act: ActID?) async throws(DutyFailure) -> ImpressionSummary {
        try await self.act(act) { () async throws(DutyFailure) in
            try await frankingQueue.run { () async throws(DutyFailure) in try await self.frankInTurn(order, act) }
        }
    }

    private func frankInTurn(_ order: FrankingWish, _ act: ActID?) async throws(DutyFailure) -> ImpressionSummary {
        let status: DeviceStatus
        do throws(DutyFailure) {
            status = try await statusLevelWithOutbox()
        } catch {
            throw error.beforeItWasAsked
        }
        guard let state = order.state ?? status.authorisation?.state else {
            throw DutyFailure(.psdStateRefuses, "The machine has no licence yet.")
        }
        // The licence first: of a state that is not the machine's, the list of articles explains nothing.
        if let licensed = status.authorisation?.state, licensed != state {
            throw DutyFailure(.stateNotLicensed, "The licence is for \(licensed), not \(state).")
        }
        _ = try terms.schedule.instrument(order.article, of: state)
        let wish = FrankingOrder(amount: order.amount, article: order.article, state: state)
        let record = try await debit(wish, act)
        // What an act made long ago may be uploaded; then there is no copy to keep.
        if record.counter > status.durableThrough { try await keepCopy(of: record) }
        // The debit stands whatever becomes of this question; without an answer the print is looked up later.
        let print = try? await printStanding(of: record.counter)
        return try summary(record, durableThrough: status.durableThrough, print: print)
    }

    private func debit(_ order: FrankingOrder, _ act: ActID?) async throws(DutyFailure) -> SignedUsageRecord {
        do throws(DutyFailure) {
            return try await settled(
                act, wish: "\(order.amount.rupeeText) was debited",
                found: { (deed) async throws(DutyFailure) in try await self.made(by: deed) }
            ) { () async throws(DutyFailure) in
                try await base.ask(.frank(order, act: act)) {
                    if case .franked(let record) = $0 { record } else { nil }
                }
            }
        } catch {
            if error.outcome != .notDone {
                setLevel(nil)
                note(error, in: .base)
            }
            throw error
        }
    }

    /// The impression that an act turned out to have made.
    private func made(by deed: ActDeed) async throws(DutyFailure) -> SignedUsageRecord? {
        setLevel(nil)
        guard case .franked(let counter) = deed else { return nil }
        do throws(DutyFailure) {
            return try await record(counter)
        } catch {
            throw DutyFailure(
                .linkBroken, "The duty was debited as item \(counter). \(error.message)",
                remedy: "Print item \(counter) as soon as the base answers; don't frank it again.", outcome: .done)
        }
    }

    /// The debit is durable in the base. A tablet that cannot keep its copy says so, but the impression stands:
    /// the copy is made good before the next one.
    ///
    /// - Throws: `journal_rolled_back` where the tablet holds another impression of this number.
    private func keepCopy(of record: SignedUsageRecord) async throws(DutyFailure) {
        do throws(DutyFailure) {
            try await outbox.keep([record])
            raiseLevel(to: record.counter)
            note(nil, in: .outbox)
        } catch {
            setLevel(nil)
            note(error, in: .outbox)
            guard error.code == .journalRolledBack else { return }
            try await showWitness(try await base.status())
            throw error
        }
    }

    /// As `MachineOperations` says.
    public func recentImpressions(limit: Int) async throws(DutyFailure) -> [ImpressionSummary] {
        let durableThrough = try await look.status().durableThrough
        var summaries: [ImpressionSummary] = []
        let records = try await base.records(.recent(limit: limit))
        let prints = try await printStandings(of: records)
        for record in records {
            summaries.append(try summary(record, durableThrough: durableThrough, print: prints[record.counter]))
        }
        return summaries
    }

    /// As `MachineOperations` says.
    public func impression(_ counter: UInt32) async throws(DutyFailure) -> ImpressionSummary? {
        guard let record = try await record(counter) else { return nil }
        let print = try await printStanding(of: counter)
        return try summary(record, durableThrough: try await base.status().durableThrough, print: print)
    }

    /// As `MachineOperations` says.
    public func instruments() async -> [ScheduledArticle] {
        guard let state = try? await look.status().authorisation?.state else { return [] }
        return terms.schedule.instruments(of: state, on: surroundings.clock.now()).map {
            ScheduledArticle(state: state, article: $0.article, title: $0.title)
        }
    }

    private func summary(
        _ record: SignedUsageRecord, durableThrough: UInt32, print: PrintStanding?
    ) throws(DutyFailure) -> ImpressionSummary {
        ImpressionSummary(
            stamp: record.record.stamp.record,
            code: try StampCode.encode(record.record.stamp, prefix: terms.stampPrefix),
            registers: record.record.registers, uploaded: record.counter <= durableThrough, print: print)
    }
}
