import DutyModel
import Exchanges
import FundsLedger
import Signing

extension SimulatedBooks {
    // MARK: Statements and audits

    func statementHash(_ counter: UInt64, of device: DeviceAccount) throws(DutyFailure) -> ContentHash? {
        store.state.place(of: device.psdKey).flatMap { store.state.devices[$0].statements[counter] }
    }

    func remember(
        _ hash: ContentHash, counter: UInt64, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) { try store.write(.row(of: device.psdKey) { $0.statements[counter] = hash }) }

    func verdict(
        _ id: OperationID, nonce: Nonce, of device: DeviceAccount
    ) throws(DutyFailure) -> (content: ContentHash, verdict: AuditVerdict)? {
        guard let place = store.state.place(of: device.psdKey) else { return nil }
        let verdicts = store.state.devices[place].verdicts
        if bug == .verdictIgnoresNonce {
            return verdicts.filter { $0.key.id == id }.values.min {
                $0.verdict.statementCounter < $1.verdict.statementCounter
            }
        }
        return verdicts[VerdictName(id: id, nonce: nonce)]
    }

    func knowsAudit(_ id: OperationID, of device: DeviceAccount) throws(DutyFailure) -> Bool {
        store.state.place(of: device.psdKey).map { store.state.devices[$0].audits.contains(id) } ?? false
    }

    func store(
        _ verdict: AuditVerdict, content: ContentHash, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) {
        try store.write(
            .row(of: verdict.psdKey) { book in
                book.verdicts[VerdictName(id: verdict.id, nonce: verdict.nonce)] = (content, verdict)
                book.audits.insert(verdict.id)
            })
    }

    // MARK: Usage

    func usageHead(of device: DeviceAccount) throws(DutyFailure) -> UsageHead {
        store.state.devices[try place(device)].head
    }

    func usagePoint(at counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> UsagePoint? {
        let place = try place(device)
        if counter == device.start.itemCount { return device.start.usagePoint }
        return store.state.devices[place].usage[counter]?.point
    }

    func move(_ head: UsageHead, of device: DeviceAccount) throws(DutyFailure) {
        try store.write(.row(of: device.psdKey) { $0.head = head })
    }

    func add(
        _ record: SignedUsageRecord, reportedDuty: Paise, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) {
        guard store.state.devices[try place(device)].usage[record.counter] == nil else {
            throw DutyFailure(.ledgerBroken, "Impression \(record.counter) was accepted twice.")
        }
        let stamp = record.record.stamp.record
        let chainHash = record.chainHash
        let row = UsageRow(
            chainHash: chainHash, mark: record.signature.mark,
            point: UsagePoint(
                counter: record.counter, ascending: record.record.registers.ascending, chainHead: chainHash,
                reportedDuty: reportedDuty),
            duty: UsageDuty(value: stamp.value, state: stamp.state, time: stamp.time))
        try store.write(.row(of: device.psdKey) { $0.usage[record.counter] = row })
    }

    func holds(_ record: SignedUsageRecord, of device: DeviceAccount) throws(DutyFailure) -> Bool {
        let book = store.state.devices[try place(device)]
        let hash = record.chainHash
        return book.usage[record.counter]?.chainHash == hash || book.aside[hash] == record.counter
    }

    func setAside(
        _ record: SignedUsageRecord, because reason: FailureCode, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) { try store.write(.row(of: device.psdKey) { $0.aside[record.chainHash] = record.counter }) }

    func usageDuty(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> UsageDuty? {
        store.state.devices[try place(device)].usage[counter]?.duty
    }

    // MARK: The end of a device

    func finalRequest(of device: DeviceAccount) throws(DutyFailure) -> WithdrawalRequest? {
        if bug == .returnsUnasked, let last = device.lastStatement {
            return WithdrawalRequest(
                id: OperationID(unchecked: Array(repeating: 0, count: OperationID.length)),
                nonce: Nonce(unchecked: Array(repeating: 0, count: Nonce.length)), statement: last,
                signature: World.noSignature)
        }
        return store.state.devices[try place(device)].finalRequest
    }

    func keep(_ request: WithdrawalRequest, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        guard store.state.devices[try place(device)].finalRequest == nil else { return }
        try store.write(.row(of: request.statement.psdKey) { $0.finalRequest = request })
    }

    func withdrawal(of device: DeviceAccount) throws(DutyFailure) -> WithdrawalOnBook? {
        store.state.devices[try place(device)].withdrawal
    }

    func add(_ withdrawal: WithdrawalOnBook, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        guard store.state.devices[try place(device)].withdrawal == nil else {
            throw DutyFailure(.ledgerBroken, "\(device.psdKey) was withdrawn twice.")
        }
        try store.write(.withdrawal(withdrawal, device.psdKey))
    }

    func confirmWithdrawal(of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try store.write(.row(of: device.psdKey) { $0.isWithdrawalConfirmed = true })
    }

    // MARK: Spoiled impressions

    func spoil(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> SpoilDeclaration? {
        store.state.devices[try place(device)].spoils[counter]
    }

    func add(_ spoil: SpoilDeclaration, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try store.write(.row(of: spoil.psdKey) { $0.spoils[spoil.counter] = spoil })
    }

    func refund(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> RefundOnBook? {
        if bug == .refundPaidTwice { return nil }
        return store.state.devices[try place(device)].refunds[counter]
    }

    func add(_ refund: RefundOnBook, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try store.write(.row(of: device.psdKey) { $0.refunds[refund.counter] = refund })
    }
}
