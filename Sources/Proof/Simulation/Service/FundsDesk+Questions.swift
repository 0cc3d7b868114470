import DutyModel
import Exchanges
import FundsLedger
import Signing
import Tablet

extension FundsDesk where Books == SimulatedBooks {
    /// Carries out what a machine asks, as the listeners of a back end do once they have checked who asks.
    func carryOut(
        _ question: ServiceQuestion, receiptsBy transactions: any FormSigner,
        admitting admit: (ConfigurationRequest) throws(DutyFailure) -> DeviceConfiguration
    ) throws(DutyFailure) -> Result<ServiceReply, DutyFailure> {
        switch question {
        case .refill(let request): return try enveloped(try refill(request), nonce: request.nonce)
        case .grantReport(let report): return try reimport(report).map { .acknowledgement }
        case .audit(let request): return try audit(request).map { .auditVerdict($0) }
        case .withdrawal(let request): return try withdraw(request).map { .withdrawalOrder($0) }
        case .withdrawalConfirmation(let confirmation):
            try confirm(confirmation)
            return .success(.acknowledgement)
        case .usage(let batch): return .success(.usageReceipt(try receipt(batch, by: transactions)))
        case .spoil(let declaration):
            try declare(declaration)
            return .success(.acknowledgement)
        case .configuration(let request): return .success(.configuration(try admit(request)))
        case .licence: throw DutyFailure(.messageUnexpected, "The simulated books never lose a device.")
        case .renewal: throw DutyFailure(.messageUnexpected, "The simulated machines show no certificates.")
        }
    }

    private func enveloped(
        _ result: Result<RefillAnswer, DutyFailure>, nonce: Nonce
    ) throws(DutyFailure) -> Result<ServiceReply, DutyFailure> {
        switch result {
        case .success(let answer): .success(.refillAnswer(try envelope(answer, nonce: nonce)))
        case .failure(let failure): .failure(failure)
        }
    }

    private func receipt(_ batch: UsageBatch, by transactions: any FormSigner) throws(DutyFailure) -> UsageReceipt {
        let through = try accept(batch)
        let standing = try books.device(batch.psdKey)?.newestStanding?.named
        return try UsageReceipt(
            psdKey: batch.psdKey, durableThrough: through, batchHash: batch.hash, time: now, standing: standing
        ).signed(by: transactions)
    }
}
