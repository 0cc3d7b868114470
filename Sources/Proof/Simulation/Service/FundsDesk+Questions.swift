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
        case .attestation: throw DutyFailure(.messageUnexpected, "The simulated machines show no certificates.")
        }
    }

    /// The distributor's part: takes a device in that isn't on the books, in this machine, and gives its licence, the same
    /// each time.
    func admit(
        _ request: ConfigurationRequest, of state: StateCode, in machine: MachineSerial, _ limits: FrankingLimits,
        transactionsKey: PublicKeyBytes, replacing old: PSDKeyID?
    ) throws(DutyFailure) -> DeviceConfiguration {
        let key = request.psdKey
        if try books.device(key) == nil {
            let account = DeviceAccount(
                customer: World.customer, psdKey: key, machine: machine, publicKey: request.publicKey,
                licence: LicenceNumber(unchecked: "MH-2026-1"), state: state,
                descendingMaximum: limits.descendingMaximum, inspectionLockDays: limits.inspectionLockDays,
                enrolledAt: now, start: try lifeStart(of: key),
                inspectionDue: now.advanced(byDays: limits.inspectionLockDays))
            _ = try admit(account, on: request.statement, replacing: old)
        }
        guard let device = try books.device(key), device.publicKey == request.publicKey, device.machine == machine
        else {
            throw DutyFailure(.psdNotPermitted, "\(key) is enrolled with another key or machine.")
        }
        let terms = Authorisation(
            psdKey: key, psdPublicKey: device.publicKey, machine: machine, licence: device.licence, state: device.state,
            customer: device.customer, limits: limits, fundsKey: books.signer.publicKey,
            transactionsKey: transactionsKey, issuedAt: device.enrolledAt, demonstration: false)
        return DeviceConfiguration(
            authorisation: terms, signature: try books.signer.sign(terms.signedForm), certificate: [], replaces: old)
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
