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
        for placed in acts where placed.place > held {
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

    private func raise(
        _ sentence: String, about act: BackEndAct?, at time: Timestamp, in transaction: any SQLTransaction
    ) throws(DutyFailure) {
        let books = SQLFundsBooks(transaction)
        if let key = act?.psdKey, let device = try books.device(key) {
            return try books.raise(.storyIncomplete, on: device, detail: sentence, at: time)
        }
        for row in try transaction.rows("SELECT customer FROM customers") {
            try books.raiseAlarm(
                .storyIncomplete, customer: row.text("customer"), psdKey: "", detail: sentence, at: time)
        }
    }

    private func apply(
        _ act: BackEndAct, at time: Timestamp, in transaction: any SQLTransaction
    ) throws(DutyFailure) {
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
        case .certificateWithdrawn(let hash): try accounts.withdraw(hash, at: time)
        case .permitted(let wanted, let customer):
            try PSDEnrolmentBook(transaction: transaction).add(permit: wanted, customer: customer, at: time)
        case .licensed(let issued, let certificate, let start):
            try desk.books.add(backEnd.enrolment.account(issued.authorisation, start: start))
            try PSDEnrolmentBook(transaction: transaction).write(issued, certificate: Array(certificate))
        case .stands(let key, let standing, let endedAt): try stand(key, standing, endedAt, desk)
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
        _ key: PSDKeyID, _ standing: String, _ endedAt: Timestamp?, _ desk: FundsDesk<SQLFundsBooks>
    ) throws(DutyFailure) {
        guard let standing = PSDStanding(rawValue: standing) else {
            throw DutyFailure(.dataMalformed, "“\(standing)” is not a standing.")
        }
        var device = try desk.require(key)
        device.standing = standing
        device.endedAt = endedAt
        if endedAt != nil { device.auditWantedAt = nil }
        try desk.books.update(device, readAtSequence: device.nextSequence)
    }

    /// A desk whose books add no acts of their own.
    private func desk(at time: Timestamp, in transaction: any SQLTransaction) -> FundsDesk<SQLFundsBooks> {
        let enrolment = backEnd.enrolment
        return FundsDesk(
            books: SQLFundsBooks(transaction), signer: enrolment.fundsSigner, verifier: enrolment.verifier,
            epoch: enrolment.epoch, now: time)
    }
}

extension BackEndAct {
    /// The device that it is about; nil where it is about none.
    fileprivate var psdKey: PSDKeyID? {
        switch self {
        case .accountOpened, .deposited, .suspenseCleared, .machineEnrolled, .certificateWithdrawn: nil
        case .permitted(let wanted, _): wanted.psdKey
        case .licensed(let issued, _, _): issued.authorisation.psdKey
        case .spoiled(let spoil): spoil.psdKey
        case .stands(let key, _, _), .withdrawn(let key, _, _, _), .withdrawalConfirmed(let key),
            .settled(let key, _, _), .refunded(let key, _, _, _, _):
            key
        }
    }
}
