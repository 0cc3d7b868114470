import DutyModel
import Exchanges
import FundsLedger
import Signing

/// The books of one transaction in a `BookStore`.
///
/// Holds to what the tables of the back end hold to: names and counters are used once, and a guarded update
/// that finds another sequence ends the transaction.
struct SimulatedBooks: FundsBooks {
    let store: BookStore
    let bug: PlantedBug?
    /// Makes what a planted bug signs anew.
    let signer: any FormSigner

    private func require(_ condition: Bool, _ what: String) throws(DutyFailure) {
        guard condition else { throw DutyFailure(.ledgerBroken, "The simulated books refuse: \(what).") }
    }

    func place(_ device: DeviceAccount) throws(DutyFailure) -> Int {
        guard let place = store.state.place(of: device.psdKey) else {
            throw DutyFailure(.psdUnknown, "The simulated books do not hold \(device.psdKey).")
        }
        return place
    }

    private func book(_ device: DeviceAccount) throws(DutyFailure) -> DeviceBook {
        store.state.devices[try place(device)]
    }

    // MARK: Devices

    func device(_ psdKey: PSDKeyID) throws(DutyFailure) -> DeviceAccount? { store.state.book(of: psdKey)?.account }

    func update(_ device: DeviceAccount, readAtSequence sequence: UInt64) throws(DutyFailure) {
        let held = try book(device).account
        guard held.nextSequence == sequence else {
            throw DutyFailure(.commitUnknown, "Another transaction moved \(device.psdKey).")
        }
        var device = device
        if bug == .clonesStayUnlocked, device.standing == .cloneSuspected { device.standing = held.standing }
        try store.write(.device(device))
    }

    func add(_ device: DeviceAccount) throws(DutyFailure) {
        guard store.state.place(of: device.psdKey) == nil else {
            throw DutyFailure(.operationConflict, "\(device.psdKey) is in the books already.")
        }
        try store.write(.device(device))
    }

    func lifeBefore(_ psdKey: PSDKeyID) throws(DutyFailure) -> DeviceAccount? {
        guard psdKey.life > 1 else { return nil }
        return store.state.book(of: PSDKeyID(serial: psdKey.serial, life: psdKey.life - 1))?.account
    }

    func add(_ standing: DeviceStanding, of device: DeviceAccount) throws(DutyFailure) {
        let newest = try book(device).standings.last?.number
        try require(newest.map { $0 < standing.number } ?? true, "a standing's number does not rise")
        try store.write(.row(of: standing.psdKey) { $0.standings.append(standing) })
    }

    func add(_ word: OperatorWord, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        try require(!book(device).words.contains(word.act), "an operator's word on \(word.act) is there already")
        try store.write(.row(of: device.psdKey) { $0.words.insert(word.act) })
    }

    func raise(
        _ code: FailureCode, on device: DeviceAccount, detail: String, at time: Timestamp
    ) throws(DutyFailure) { try store.write(.common { $0.alarms.insert("\(code.rawValue) \(device.psdKey)") }) }

    func hasOpenAlarm(_ code: FailureCode, on device: DeviceAccount) throws(DutyFailure) -> Bool {
        store.state.alarms.contains("\(code.rawValue) \(device.psdKey)")
    }

    // MARK: Ledger

    func post(_ operation: LedgerOperation, at time: Timestamp) throws(DutyFailure) -> Bool {
        if store.state.bookings.contains(operation.id) {
            guard let twice = try again(operation) else { return false }
            try store.write(.common { $0.book(twice) })
            return true
        }
        for leg in operation.legs where leg.account.staysPositive {
            try require(
                store.state.balance(leg.account) + leg.amount.count >= 0,
                "\(operation.id) overdraws \(leg.account.name)")
        }
        try store.write(.common { $0.book(operation) })
        return true
    }

    /// The booking under another name, where a planted bug forgets that it was made.
    private func again(_ operation: LedgerOperation) throws(DutyFailure) -> LedgerOperation? {
        let forgets =
            switch operation.kind {
            case .deposit: bug == .challanBookedTwice
            case .refund, .refundCredit: bug == .refundPaidTwice
            case .reversal: bug == .reversedTwice
            default: false
            }
        guard forgets else { return nil }
        return try LedgerOperation(
            customer: operation.customer, kind: operation.kind,
            name: "\(operation.id) again \(store.log.count)", legs: operation.legs)
    }

    func take(challan: String, for customer: CustomerAccount) throws(DutyFailure) -> Bool {
        if store.state.challans.contains(challan) { return bug == .challanBookedTwice }
        try store.write(.common { $0.challans.insert(challan) })
        return true
    }

    func deposit(challan: String) throws(DutyFailure) -> DepositOnBook? { store.state.deposits[challan] }

    func isReversed(challan: String) throws(DutyFailure) -> Bool {
        bug == .reversedTwice ? false : store.state.isReversed(challan)
    }

    // Why it was reversed decides nothing; that it was, its booking says.
    func add(_ reversal: DepositReversal, at time: Timestamp) throws(DutyFailure) {}

    func balance(_ account: LedgerAccount, of customer: CustomerAccount) throws(DutyFailure) -> Paise {
        Paise(store.state.balance(account))
    }

    // MARK: Refills

    func refill(_ id: OperationID, of customer: CustomerAccount) throws(DutyFailure) -> RefillAnswer? {
        guard let answer = store.state.answers[id] else { return nil }
        switch bug {
        case .decidesAnewOnRetry: return nil
        case .epochInGrant where store.state.epoch > 1:
            // What was stored is signed anew for the term, so its bytes change with a fail-over.
            var form = answer.signedForm
            form.append(number: store.state.epoch)
            return RefillAnswer(
                operation: answer.operation, decision: answer.decision, signature: try signer.sign(form))
        default: return answer
        }
    }

    func store(_ answer: RefillAnswer, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure) {
        if bug == .cancellationForgetsTombstone, answer.decision == .cancelled { return }
        if bug != .decidesAnewOnRetry {
            try require(store.state.answers[answer.operation.id] == nil, "an operation was decided twice")
        }
        try store.write(.answer(answer))
    }

    func lastAttempt(at sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> UInt32 {
        store.state.answers.values.reduce(0) { last, answer in
            let operation = answer.operation
            guard operation.psdKey == device.psdKey, operation.sequence == sequence else { return last }
            return max(last, operation.attempt)
        }
    }

    func grant(_ sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> GrantOnBook? {
        try book(device).grants.last { $0.grant.sequence == sequence }?.grant
    }

    func grants(fromControlTotal total: Paise, of device: DeviceAccount) throws(DutyFailure) -> [GrantOnBook] {
        try book(device).grants.filter { $0.grant.controlTotalAfter >= total }.map(\.grant)
    }

    func grantsInTransit(through sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> [GrantOnBook] {
        let book = try book(device)
        if book.inTransit == 0 { return [] }
        return book.grants.filter { $0.end == nil && $0.grant.sequence <= sequence }.map(\.grant)
    }

    func add(_ grant: GrantOnBook, operation: OperationID, of device: DeviceAccount) throws(DutyFailure) {
        if bug != .decidesAnewOnRetry {
            try require(self.grant(grant.sequence, of: device) == nil, "two grants have one sequence")
        }
        try store.write(.row(of: device.psdKey) { $0.add(grant, operation) })
    }

    func settle(
        _ grant: GrantOnBook, as end: GrantEnd, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure) { try store.write(.row(of: device.psdKey) { $0.settle(grant.sequence, end) }) }
}
