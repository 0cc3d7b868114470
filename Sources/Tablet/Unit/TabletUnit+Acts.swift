import BaseProtocol
import DutyModel
import Exchanges

extension TabletUnit {
    /// As `MachineOperations` says.
    public func newAct() async throws(DutyFailure) -> ActID {
        let status: DeviceStatus
        do throws(DutyFailure) {
            status = try await base.status()
        } catch {
            throw error.beforeItWasAsked
        }
        guard let acts = status.acts else {
            throw DutyFailure(.psdStateRefuses, "The security device has no serial yet.")
        }
        return acts.newAct(random: surroundings.random)
    }

    /// As `MachineOperations` says.
    public func outcome(of act: ActID) async -> ActReport {
        guard !act.isOnTablet else { return await network.outcome(of: act) }
        guard !isUnderWay(act) else { return ActReport(act, .notKnown(.underWay)) }
        do throws(DutyFailure) {
            return try await report(on: act, try await askedOutcome(of: act))
        } catch {
            return ActReport(act, .notKnown(error.code == .journalRolledBack ? .stopped : .unreachable))
        }
    }

    private func report(on act: ActID, _ outcome: ActOutcome) async throws(DutyFailure) -> ActReport {
        guard case .done(.franked(let counter)) = outcome else { return ActReport(act, outcome) }
        let record = try? await record(counter)
        return ActReport(act, outcome, amount: record?.record.stamp.record.value)
    }

    /// Asks the base what became of an act. A base that was put back to an earlier state would deny what it did, so it is
    /// shown the newest record first.
    private func askedOutcome(of act: ActID) async throws(DutyFailure) -> ActOutcome {
        let status = try await base.status()
        if status.psdKey == enrolledKey { try await showWitness(status) }
        return try await base.ask(.outcome(of: act)) { if case .outcome(let outcome) = $0 { outcome } else { nil } }
    }

    /// What became of an act after a failure that leaves that open: the base is asked until it answers or patience ends.
    private func settledOutcome(of act: ActID) async -> ActOutcome {
        let end = surroundings.elapsed.seconds() + settings.outcomePatienceSeconds
        for _ in 0..<settings.outcomeTries {
            do throws(DutyFailure) {
                return try await askedOutcome(of: act)
            } catch {
                guard error.code != .journalRolledBack else { return .notKnown(.stopped) }
                guard surroundings.elapsed.seconds() < end else { break }
                await surroundings.pause(settings.outcomePauseMilliseconds)
            }
        }
        return .notKnown(.unreachable)
    }

    /// Does what a person asked for. Where that fails so that nobody knows whether it was done, the base is asked.
    ///
    /// - Parameters:
    ///   - wish: what was asked for, in the past: “₹500.00 was debited”.
    ///   - found: what the act gives where it turns out to be done; nil where that is not at its end.
    /// - Throws: as `work` does; `act_not_done` where the base never took the command and never will;
    ///   `outcome_unknown` where the base can't be asked.
    func settled<Value: Sendable>(
        _ act: ActID?, wish: String, found: @Sendable (ActDeed) async throws(DutyFailure) -> Value?,
        _ work: @Sendable () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        do throws(DutyFailure) {
            return try await work()
        } catch {
            guard error.outcome == .notKnown else { throw error }
            guard let act else { throw Self.unknown(wish, error) }
            switch await settledOutcome(of: act) {
            case .done(let deed):
                if let value = try await found(deed) { return value }
                // It has begun and goes on; that a link broke on the way says less.
                throw error.isOfTheLink ? ActReport(act, .done(deed)).failure ?? error : error
            case .notDone:
                // Where the base gave its reason, that says more than that the command never came.
                guard error.isOfTheLink else { throw error.knowing(.notDone) }
                throw DutyFailure(.actNotDone, "The base never took the command; it is certain that \(wish.negated).")
            case .notKnown: throw Self.unknown(wish, error)
            }
        }
    }

    /// A failure that says only that the link broke says instead what isn't known; any other says more than that.
    private static func unknown(_ wish: String, _ failure: DutyFailure) -> DutyFailure {
        guard failure.isOfTheLink else { return failure }
        return DutyFailure(.outcomeUnknown, "It isn't known yet whether \(wish). \(failure.message)")
    }

    /// The record of this impression; nil where the device no longer holds it.
    func record(_ counter: UInt32) async throws(DutyFailure) -> SignedUsageRecord? {
        try await base.records(.impression(counter: counter)).first
    }
}

extension DutyFailure {
    /// Whether it says only that base and tablet did not reach each other.
    fileprivate var isOfTheLink: Bool { code == .linkBroken || code == .linkDown }

    /// The failure of a question that came before the command: the command was never given.
    var beforeItWasAsked: DutyFailure { code == .linkBroken ? DutyFailure(.linkDown, message) : knowing(.notDone) }
}

extension String {
    /// “… was debited” made “… was not debited”.
    fileprivate var negated: String { replacing(" was ", with: " was not ", maxReplacements: 1) }
}
