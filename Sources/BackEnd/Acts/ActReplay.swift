import DutyModel
import FundsLedger
import Signing
import Storage

/// Takes up in restored books what the back end decided after their backup.
///
/// Each act is one transaction. One that does not fit the books is kept with its place all the same, raises an alarm,
/// and is told to whoever restores: nothing that was decided is lost silently.
struct ActReplay {
    let backEnd: BackEndInstallation

    /// Takes these up, in order, where the books lack them; says how many fitted, and what did not.
    func run(_ acts: [PlacedAct]) async throws(DutyFailure) -> BackEndBackup.TakenUp {
        let held = try await backEnd.database.read { (transaction) throws(DutyFailure) in
            try ActBook(transaction: transaction).last()
        }
        var taken = BackEndBackup.TakenUp()
        // Only alarms from before the backup can have been dealt with: what the acts themselves raise here stays open.
        let fresh = acts.filter { $0.place > held }
        for placed in fresh.filter(Self.settlesAlarms) + fresh.filter({ !Self.settlesAlarms($0) }) {
            do throws(DutyFailure) {
                try await backEnd.database.write { (transaction) throws(DutyFailure) in
                    try ActBook(transaction: transaction).add(placed)
                    try apply(try placed.act(), at: placed.madeAt, in: transaction)
                }
                taken.acts += 1
            } catch {
                let sentence = "Act \(placed.place) of \(placed.madeAt) was not taken up: \(error.message)"
                taken.left.append(sentence)
                try await backEnd.database.write { (transaction) throws(DutyFailure) in
                    try ActBook(transaction: transaction).add(placed)
                    try raise(sentence, about: try? placed.act(), at: placed.madeAt, in: transaction)
                }
            }
        }
        return taken
    }

    private static func settlesAlarms(_ placed: PlacedAct) -> Bool {
        if case .alarmsSettled = try? placed.act() { true } else { false }
    }

    private func raise(
        _ sentence: String, about act: BackEndAct?, at time: Timestamp, in transaction: any SQLTransaction
    ) throws(DutyFailure) {
        let books = SQLFundsBooks(transaction)
        if let key = act?.psdKey, let device = try books.device(key) {
            return try books.raise(.storyIncomplete, on: device, detail: sentence, at: time)
        }
        try books.raiseForEachCustomer(.storyIncomplete, detail: sentence, at: time)
    }

    private func apply(_ act: BackEndAct, at time: Timestamp, in transaction: any SQLTransaction) throws(DutyFailure) {
        let desk = desk(at: time, in: transaction)
        let accounts = AccountsTakenUp(transaction: transaction)
        switch act {
        case .accountOpened(let customer, let name, let isDemonstration):
            try accounts.open(customer, name: name, isDemonstration: isDemonstration, at: time)
        case .deposited(let customer, let amount, let challan):
            try desk.deposit(amount, challan: challan, customer: customer)
        case .suspenseCleared(let customer, let amount, let challan):
            let missing = try Paise.zero.subtracting(try desk.books.balance(.suspense, of: customer))
            // What was in suspense may not be there yet: the money came in, and covers the grants that come again.
            if amount <= missing {
                try desk.clearSuspense(amount, challan: challan, customer: customer)
            } else {
                try desk.deposit(amount, challan: challan, customer: customer)
            }
        case .machineEnrolled(let machine, let customer, let certificate, let expiresAt):
            try accounts.enrol(machine, customer, certificate: Array(certificate), expiresAt: expiresAt, at: time)
        case .certificateWithdrawn(let hash, _): try accounts.withdraw(hash, at: time)
        case .machineRevoked(let machine, _): try accounts.revoke(machine, at: time)
        case .permitted(let wanted, let customer):
            try PSDEnrolmentBook(transaction: transaction).add(
                permit: wanted, signature: try backEnd.enrolment.permitSignature(wanted, customer), customer: customer,
                at: time)
        case .licensed(let issued, let certificate, let start):
            try desk.books.add(backEnd.enrolment.account(issued.authorisation, start: start))
            try PSDEnrolmentBook(transaction: transaction).write(issued, certificate: Array(certificate))
        case .stands(let key, let standing, let endedAt): try stand(key, standing, endedAt, at: time, desk)
        case .standing(let key, let stands): try stand(key, stands, desk)
        case .depositReversed(let challan, let reason): _ = try desk.reverseDeposit(challan: challan, because: reason)
        case .grantsReturned(let answers, let request): try desk.takeUpReturn(of: answers, by: request)
        case .allowed(let key, let act, let reason):
            try desk.books.add(try OperatorWord(act: act, reason: reason), of: try desk.require(key), at: time)
        case .alarmsSettled(let subject, let code):
            _ = try AlarmBook(transaction: transaction).settle(code, of: subject, at: time)
        // A restore begins a higher one.
        case .termBegan: break
        case .withdrawn(let key, let id, let removed, let end):
            let withdrawal = WithdrawalOnBook(id: id, removed: removed, lastCounter: end.itemCount, end: end)
            let taken = try desk.takeUp(withdrawal, of: key)
            if taken.booked != removed { try accounts.note(gap: taken.booked, of: taken.device, at: time) }
        case .withdrawalConfirmed(let key):
            try desk.books.confirmWithdrawal(of: try desk.require(key), at: time)
        case .settled(let key, let amount, let controlTotal):
            try desk.takeUpSettlement(amount, grantedInAll: controlTotal, of: key)
        case .spoiled(let spoil): try desk.declare(spoil)
        case .refunded(let key, let counter, let paid, let deduction, let rule):
            try desk.takeUp(RefundOnBook(counter: counter, paid: paid, deduction: deduction, rule: rule), of: key)
        }
    }

    private func stand(
        _ key: PSDKeyID, _ standing: String, _ endedAt: Timestamp?, at time: Timestamp, _ desk: FundsDesk<SQLFundsBooks>
    ) throws(DutyFailure) {
        var device = try desk.require(key)
        device.standing = try Self.standing(standing)
        device.endedAt = endedAt
        if endedAt != nil { device.auditWantedAt = nil }
        switch device.standing {
        // From which item on was not in the act, so everything of the life is to be looked at.
        case .cloneSuspected:
            device.suspicion = device.suspicion ?? DeviceSuspicion(since: time, fromCounter: device.start.itemCount + 1)
        case .active, .auditFailed: device.suspicion = nil
        case .blocked, .replaced, .withdrawn, .retired: break
        }
        try desk.books.update(device, readAtSequence: device.nextSequence)
    }

    private func stand(
        _ key: PSDKeyID, _ stands: StandingOnBook, _ desk: FundsDesk<SQLFundsBooks>
    ) throws(DutyFailure) {
        var device = try desk.require(key)
        device.standing = try Self.standing(stands.standing)
        device.endedAt = stands.endedAt
        if stands.endedAt != nil { device.auditWantedAt = nil }
        device.suspicion = stands.suspicion
        device.examinedAt = stands.examinedAt
        device.lastItem = stands.lastItem ?? device.lastItem
        device.revocation = stands.revocation ?? device.revocation
        if let newest = stands.newest, device.newestStanding.map({ $0.number < newest.number }) ?? true {
            guard newest.psdKey == key else { throw DutyFailure(.dataMalformed, "The standing is not of \(key).") }
            let enrolment = backEnd.enrolment
            try enrolment.verifier.require(
                newest.signature, over: newest.signedForm, by: enrolment.fundsKeys, at: newest.time, on: "standing")
            try desk.books.add(newest, of: device)
            device.newestStanding = newest
        }
        try desk.books.update(device, readAtSequence: device.nextSequence)
    }

    private static func standing(_ word: String) throws(DutyFailure) -> PSDStanding {
        guard let standing = PSDStanding(rawValue: word) else {
            throw DutyFailure(.dataMalformed, "“\(word)” is not a standing.")
        }
        return standing
    }

    /// A desk whose books add no acts of their own.
    private func desk(at time: Timestamp, in transaction: any SQLTransaction) -> FundsDesk<SQLFundsBooks> {
        let enrolment = backEnd.enrolment
        return FundsDesk(
            books: SQLFundsBooks(transaction), signer: enrolment.fundsSigner,
            earlierKeys: enrolment.fundsKeys.earlierKeys, verifier: enrolment.verifier, epoch: enrolment.epoch,
            now: time)
    }
}

extension BackEndAct {
    /// The device that it is about; nil where it is about none.
    fileprivate var psdKey: PSDKeyID? {
        switch self {
        case .accountOpened, .deposited, .depositReversed, .suspenseCleared, .machineEnrolled, .certificateWithdrawn,
            .machineRevoked, .termBegan:
            nil
        case .alarmsSettled(let subject, _): if case .device(let key) = subject { key } else { nil }
        case .grantsReturned(_, let request): request.statement.psdKey
        case .permitted(let wanted, _): wanted.psdKey
        case .licensed(let issued, _, _): issued.authorisation.psdKey
        case .spoiled(let spoil): spoil.psdKey
        case .stands(let key, _, _), .standing(let key, _), .withdrawn(let key, _, _, _), .withdrawalConfirmed(let key),
            .settled(let key, _, _), .refunded(let key, _, _, _, _), .allowed(let key, _, _):
            key
        }
    }
}
