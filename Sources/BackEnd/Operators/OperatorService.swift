import DutyModel
import FundsLedger
import Storage

/// Does what operators ask. Every change is one transaction and durable when its answer is given.
public struct OperatorService: Sendable {
    let enrolment: EnrolmentService
    let rules: RefundSchedule
    let changes: PublishedChanges
    /// Writes the acts that the database holds into their file; durable when it returns.
    let recordActs: @Sendable () async throws(DutyFailure) -> Void

    /// Carries out one command; throws what the books refuse, with nothing changed, and what failed after a change, which
    /// the failure's outcome says.
    package func answer(_ command: OperatorCommand) async throws(DutyFailure) -> OperatorReply {
        let reply: OperatorReply
        do {
            reply = try await carryOut(command)
        } catch  where !Self.mayHaveCommitted(error) {
            // The command is one transaction, and it ended before its commit.
            throw error.knowing(.notDone)
        }
        guard !command.isQuestion else { return reply }
        // The publication writes the acts first, and tries again until it can.
        defer { if command.changesWhatIsPublished { changes.announce() } }
        do {
            try await recordActs()
        } catch {
            throw DutyFailure(
                error.code, "The books hold it, but the file of acts beside them doesn't: \(error.message)",
                remedy: "\(error.remedy) The next command writes it there.", outcome: .done)
        }
        return reply
    }

    /// Whether a failure may have come from the commit itself or from behind it.
    private static func mayHaveCommitted(_ failure: DutyFailure) -> Bool {
        [.commitUnknown, .fileUnwritable, .internalError].contains(failure.code)
    }

    private func carryOut(_ command: OperatorCommand) async throws(DutyFailure) -> OperatorReply {
        switch command {
        case .openAccount(let customer, let name): try await openAccount(customer, name)
        case .deposit(let customer, let amount, let challan):
            try await enrolment.deposit(amount, challan: challan, customer: customer)
        case .reverseDeposit(let challan, let reason):
            let deposit = try await enrolment.atDesk { (desk) throws(DutyFailure) in
                let spellings = ChallanSpellings(transaction: desk.books.transaction)
                let written = try spellings.written(challan) ?? challan
                let deposit = try desk.reverseDeposit(challan: written, because: reason)
                try desk.books.act(.depositReversed(challan: written, reason: reason))
                return deposit
            }
            return .reversed(deposit.customer, deposit.amount)
        case .deposits(let customer):
            return .deposits(try await read { (book) throws(DutyFailure) in try book.deposits(of: customer) })
        case .accounts: return .accounts(try await read { (book) throws(DutyFailure) in try book.accounts() })
        case .devices(let customer):
            return .devices(try await read { (book) throws(DutyFailure) in try book.devices(of: customer) })
        case .transit: return .transit(try await read { (book) throws(DutyFailure) in try book.transit() })
        case .alarms: return .alarms(try await read { (book) throws(DutyFailure) in try book.alarms() })
        case .spoils: return .spoils(try await read { (book) throws(DutyFailure) in try book.spoils() })
        case .settleAlarms(let psdKey, let code): try await settleAlarms(code, of: .device(psdKey))
        case .settleCustomerAlarms(let customer, let code): try await settleAlarms(code, of: .customer(customer))
        case .settleOwnAlarms(let code): try await settleAlarms(code, of: .backEnd)
        case .permit(let enrolment): try await self.enrolment.permit(enrolment)
        case .block(let psdKey): try await enrolment.atDesk { (desk) throws(DutyFailure) in try desk.block(psdKey) }
        case .unlock(let psdKey):
            return .unlocked(try await enrolment.atDesk { (desk) throws(DutyFailure) in try desk.unlock(psdKey) })
        case .readmit(let machine): try await enrolment.readmit(machine)
        case .invite(let terms):
            let invitation = try await enrolment.invite(terms)
            return .invited(code: invitation.code.text, invitation.psdKey, until: invitation.expiresAt)
        case .wantAudit(let psdKey):
            try await enrolment.atDesk { (desk) throws(DutyFailure) in try desk.wantAudit(of: psdKey) }
        case .retire(let psdKey, let lastItem):
            return .retired(
                lastItem: try await enrolment.atDesk { (desk) throws(DutyFailure) in
                    try desk.retire(psdKey, lastItem: lastItem)
                })
        case .revoke(let subject, let since, let reason):
            return .revoked(try await revoke(subject, since: since, because: reason))
        case .machines: return .machines(try await read { (book) throws(DutyFailure) in try book.machines() })
        case .suspects(let psdKey):
            return .suspects(try await read { (book) throws(DutyFailure) in try book.suspects(psdKey) })
        case .settle(let psdKey, let word):
            let amounts = try await enrolment.atDesk { (desk) throws(DutyFailure) in
                let amounts = try desk.settleRetired(psdKey, although: word)
                let (given, total) = (
                    try amounts.returned.adding(amounts.settled), try desk.require(psdKey).controlTotal
                )
                try desk.books.act(.settled(psdKey, given, controlTotal: total))
                return amounts
            }
            return .settled(returned: amounts.returned, settled: amounts.settled)
        case .returnGrants(let psdKey):
            return .returned(try await returnGrants(psdKey))
        case .refund(let psdKey, let counter, let word):
            let refund = try await enrolment.atDesk { (desk) throws(DutyFailure) in
                try desk.refund(counter, of: psdKey, rules: rules, although: word)
            }
            return .refunded(paid: refund.paid, deduction: refund.deduction, rule: refund.rule)
        case .clearSuspense(let customer, let amount, let challan): try await clear(customer, amount, challan)
        }
        return .done
    }

    private func revoke(
        _ subject: RevokedSubject, since: Timestamp?, because reason: String
    ) async throws(DutyFailure) -> [PSDKeyID] {
        switch subject {
        case .device(let psdKey):
            try await enrolment.atDesk { (desk) throws(DutyFailure) in
                try desk.revoke(psdKey, since: since, because: reason)
            }
            return [psdKey]
        case .machine(let machine): return try await enrolment.revokeMachine(machine, since: since, because: reason)
        case .certificate(let hash):
            try await enrolment.revokeCertificate(hash, because: reason)
            return []
        }
    }

    private func openAccount(_ customer: CustomerAccount, _ name: String) async throws(DutyFailure) {
        guard (1...80).contains(name.count),
            name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw DutyFailure(.valueMalformed, "An account's name has 1 to 80 readable characters.") }
        try await enrolment.openAccount(customer, name: name, isDemonstration: enrolment.demonstration ?? false)
    }

    private func clear(_ customer: CustomerAccount, _ amount: Paise, _ challan: String) async throws(DutyFailure) {
        try await enrolment.atDesk { (desk) throws(DutyFailure) in
            try ChallanSpellings(transaction: desk.books.transaction).requireUnused(challan)
            try enrolment.requireCustomer(customer, in: desk.books.transaction)
            try desk.clearSuspense(amount, challan: challan, customer: customer)
            try desk.books.act(.suspenseCleared(customer, amount, challan: challan))
        }
    }

    private func returnGrants(_ psdKey: PSDKeyID) async throws(DutyFailure) -> Paise {
        try await enrolment.atDesk { (desk) throws(DutyFailure) in
            let returned = try desk.returnGrants(psdKey)
            let device = try desk.require(psdKey)
            if let request = try desk.books.finalRequest(of: device) {
                let answers = try desk.books.answersOfReturnedGrants(
                    after: request.statement.appliedSequence, of: device)
                try desk.books.act(.grantsReturned(answers, by: request))
            }
            return returned
        }
    }

    private func settleAlarms(_ code: FailureCode, of subject: AlarmSubject) async throws(DutyFailure) {
        let now = enrolment.clock.now()
        try await enrolment.database.write { (transaction) throws(DutyFailure) in
            guard try AlarmBook(transaction: transaction).settle(code, of: subject, at: now) > 0 else {
                throw DutyFailure(
                    .nothingToSettle, "No alarm \(code.rawValue) of \(subject) is open.",
                    remedy: "“dutymark backend alarms” lists the open ones.")
            }
            try ActBook(transaction: transaction).add(.alarmsSettled(subject, code), at: now)
        }
    }

    private func read<Lines: Sendable>(
        _ work: @escaping @Sendable (OperatorBook) throws(DutyFailure) -> Lines
    ) async throws(DutyFailure) -> Lines {
        try await enrolment.database.read { (transaction) throws(DutyFailure) in
            try work(OperatorBook(transaction: transaction))
        }
    }
}
