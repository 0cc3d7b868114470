import DutyModel
import Exchanges
import Signing

extension FundsDesk {
    /// Takes grants back into books that lost their end; the funds service's own signature on each is the proof.
    ///
    /// What the customer's funds do not cover any more is in suspense, and every grant taken back raises an alarm.
    /// Grants that are held already, or were given to an earlier life, are passed over. Refused: `signature_bad`,
    /// `operation_conflict` where a grant is held with other content, and `grants_missing` where the report leaves a
    /// gap; the device then fails its next audit, since nothing proves what it says it applied.
    package func reimport(_ report: GrantReport) throws(DutyFailure) -> Result<Void, DutyFailure> {
        var device = try require(report.psdKey)
        guard (1...GrantReport.grantsMaximum).contains(report.grants.count) else {
            throw DutyFailure(.valueMalformed, "A report holds 1 to \(GrantReport.grantsMaximum) grants.")
        }
        let sequence = device.nextSequence
        for grant in report.grants where grant.operation.psdKey == device.psdKey {
            if grant.operation.sequence < device.nextSequence,
                try books.grant(grant.operation.sequence, of: device)?.answerHash == grant.hash
            {
                continue
            }
            try requireOwn(grant)
            guard grant.operation.sequence >= device.nextSequence else {
                throw DutyFailure(.operationConflict, "Grant \(grant.operation.sequence) is held otherwise.")
            }
            guard grant.operation.sequence == device.nextSequence, case .granted(let total) = grant.decision,
                try total == device.controlTotal.adding(grant.operation.amount)
            else { return try refuseReport(&device, readAtSequence: sequence) }
            try takeBack(grant, controlTotalAfter: total, into: &device)
        }
        guard device.nextSequence > sequence else { return try refuseReport(&device, readAtSequence: sequence) }
        try write(device, readAtSequence: sequence)
        return .success(())
    }

    /// Books a grant again that the service signed and these books lost.
    func takeBack(
        _ grant: RefillAnswer, controlTotalAfter: Paise, into device: inout DeviceAccount
    ) throws(DutyFailure) {
        let operation = grant.operation
        if let stored = try books.refill(operation.id, of: device.customer) {
            // Asked again of the shorter books, it was decided against; the grant that the device holds came first.
            if case .granted = stored.decision {
                throw DutyFailure(.operationConflict, "The operation \(operation.id) was granted otherwise.")
            }
        } else {
            try books.store(grant, of: device, at: now)
        }
        let funds = try books.balance(.customerFunds, of: device.customer)
        try post(try .reimport(operation, customerFunds: funds, customer: device.customer))
        try addGrant(grant, controlTotalAfter: controlTotalAfter, to: &device)
        let shortfall = max(.zero, try operation.amount.subtracting(max(.zero, funds)))
        let missing = shortfall > .zero ? " \(shortfall.rupeeText) of it is in suspense." : ""
        try books.raise(
            .grantsMissing, on: device,
            detail: "Grant \(operation.sequence) of \(device.psdKey), \(operation.amount.rupeeText), was taken back."
                + missing, at: now)
    }

    /// A report that proves nothing new, or leaves a gap.
    private func refuseReport(
        _ device: inout DeviceAccount, readAtSequence sequence: UInt64
    ) throws(DutyFailure) -> Result<Void, DutyFailure> {
        // The whole of a report that leaves a gap is given up with the transaction, so only one that brought nothing
        // comes here with something to write.
        guard device.nextSequence == sequence else {
            throw DutyFailure(.grantsMissing, "The report of \(device.psdKey) leaves a gap between its grants.")
        }
        if !device.standing.isSettled { device.standing = .auditFailed }
        try write(device, readAtSequence: sequence)
        try books.raise(
            .grantsMissing, on: device, detail: "\(device.psdKey) cannot prove the grants it applied.", at: now)
        return .failure(
            DutyFailure(.grantsMissing, "The report of \(device.psdKey) does not go on from \(sequence - 1)."))
    }
}
