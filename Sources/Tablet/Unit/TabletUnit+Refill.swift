import BaseProtocol
import DutyModel
import Messages

extension TabletUnit {
    public func refill(amount: Paise) async throws(DutyFailure) -> RefillOutcome {
        try await duty(.refill, activity: "Asking for \(amount.rupeeText) of funds.") { () throws(DutyFailure) in
            try await self.settleRefill(try await self.beginRefill(amount))
        }
    }

    public func continueRefill() async throws(DutyFailure) -> RefillOutcome {
        try await duty(.refill, activity: "Asking again for the outstanding refill.") { () throws(DutyFailure) in
            guard let operation = try await self.base.status().outstandingRefill else {
                throw DutyFailure(.refillNoneOutstanding, "No refill is outstanding.")
            }
            return try await self.settleRefill(operation)
        }
    }

    private func beginRefill(_ amount: Paise) async throws(DutyFailure) -> RefillOperation {
        do throws(DutyFailure) {
            return try await base.ask(.beginRefill(amount: amount)) {
                if case .refillBegun(let operation) = $0 { operation } else { nil }
            }
        } catch  where error.leavesBaseUnknown {
            throw DutyFailure(
                .linkDown, "The base did not answer, so it is not known whether the refill was begun.",
                remedy: "Look at the home page; a refill that was begun is shown there, and asked for by itself.")
        }
    }

    /// Asks the funds service about the outstanding refill and applies the answer.
    ///
    /// It is the same operation in each try, so however often it is asked it is granted once. Where a failure
    /// leaves open what became of it, it is asked again after a pause; then it is left pending.
    private func settleRefill(_ operation: RefillOperation) async throws(DutyFailure) -> RefillOutcome {
        var triesLeft = settings.refillTries
        while true {
            triesLeft -= 1
            do throws(DutyFailure) {
                return try await askForRefill(operation)
            } catch {
                guard triesLeft > 0, Self.worthAnotherTry.contains(error.code) else { throw Self.pending(error) }
            }
            await pause(settings.refillPauseMilliseconds)
        }
    }

    /// Failures after which nothing is known of what was asked.
    private static let worthAnotherTry: Set<FailureCode> = [
        .connectionLost, .httpTimeout, .commitUnknown, .serverBusy, .tooManyRequests, .linkDown, .nonceStale,
    ]

    private static func pending(_ failure: DutyFailure) -> DutyFailure {
        if failure.code == .refillNoneOutstanding { return failure }
        return DutyFailure(
            failure.code, "The refill is pending: \(failure.message)",
            remedy: "Nothing is lost; the machine asks again by itself. \(failure.remedy)",
            maximumAllowed: failure.maximumAllowed)
    }

    private func askForRefill(_ operation: RefillOperation) async throws(DutyFailure) -> RefillOutcome {
        let status = try await base.status()
        // The base may have applied an answer whose acknowledgement was lost.
        if status.outstandingRefill != operation, let last = status.lastRefill, last.operation == operation {
            return try await outcome(of: last.decision, for: operation.amount)
        }
        let request = try await base.ask(.refillRequest) {
            if case .refillRequest(let request) = $0 { request } else { nil }
        }
        let body = try await services.ask(.funds, .refillRequest(request))
        guard case .refillAnswer(let answer) = body else { throw ServiceSession.unexpected(body) }
        let decision = try await base.ask(.applyRefill(answer)) {
            if case .refillDecided(let decision) = $0 { decision } else { nil }
        }
        return try await outcome(of: decision, for: operation.amount)
    }

    private func outcome(of decision: RefillDecision, for amount: Paise) async throws(DutyFailure) -> RefillOutcome {
        switch decision {
        case .granted:
            return .granted(amount: amount, registers: try await base.status().registers)
        case .refused(let reason, let maximumAllowed):
            return .refused(ReportedRefusal(amount: amount, code: reason, maximumAllowed: maximumAllowed))
        case .cancelled:
            return .cancelled(amount: amount)
        }
    }
}
