import DutyModel
import Exchanges
import Signing

extension DeviceState {
    /// Changes the state as the event says, then checks every invariant.
    ///
    /// Throws `psd_fatal`, naming the invariant, for an event that cannot have happened in this state; the
    /// state is then worth nothing more than to be read.
    mutating func apply(_ event: DeviceEvent, recordsKept: Int) throws(DutyFailure) {
        let before = Marks(of: self)
        if let command = event.command {
            guard fatalReason == nil, phase.allows(command) else {
                throw Self.broken("an event “\(command.rawValue)” stands where the device is \(phase.words)")
            }
        }
        if let reading = event.reading {
            waiting.observe(reading, by: clock)
            clock?.observe(reading)
        }
        try change(by: event, recordsKept: recordsKept)
        if let command = event.command, phase != before.phase,
            before.phase.transitions[command]?.contains(phase) != true
        {
            throw Self.broken("“\(command.rawValue)” does not lead from \(before.phase) to \(phase)")
        }
        try checkInvariants(since: before)
    }

    private mutating func change(by event: DeviceEvent, recordsKept: Int) throws(DutyFailure) {
        switch event {
        case .initialised(let key, let publicKey): try initialise(key, publicKey)
        case .authorised(let authorisation, let reading):
            phase = .authorised
            self.authorisation = authorisation
            obedience.licensed = LicensedKeys(authorisation)
            obedience.demonstration = authorisation.demonstration ?? obedience.demonstration
            clock = SignedClock(documentTime: authorisation.issuedAt, at: reading)
        case .franked(let record, _): try debit(record)
        case .refillBegun(let operation, _):
            guard outstandingRefill == nil else { throw Self.broken("two refills are outstanding") }
            outstandingRefill = OutstandingRefill(operation: operation)
        case .refillAsked(let question, _):
            outstandingRefill?.asked = question
            statementCounter = question.statementCounter
        case .refillDecided(let answer, let epoch, let time, let reading):
            try settleRefill(answer)
            acts.settleRefill(answer)
            heard(epoch: epoch, time: time, at: reading)
            if case .granted = answer.decision { try startInspectionPeriod(due: nil, from: time) }
        case .auditBegun(let id, _):
            giveUpAudit()
            outstandingAudit = OutstandingInspection(id: id)
        case .auditAsked(let question, _):
            outstandingAudit?.asked = question
            statementCounter = question.statementCounter
        case .audited(let differences, let due, let epoch, let time, let reading):
            if let id = outstandingAudit?.id { acts.settleAudit(id, differences) }
            outstandingAudit = nil
            auditDifferences = differences
            heard(epoch: epoch, time: time, at: reading)
            if differences.isEmpty { try startInspectionPeriod(due: due, from: time) }
        case .receipted(let counter):
            guard counter <= itemCount else { throw Self.broken("a receipt covers impressions not yet made") }
            receive(through: counter, kept: recordsKept)
        case .withdrawalBegun(let id, _):
            phase = .withdrawPending
            outstandingWithdrawal = OutstandingInspection(id: id)
        case .withdrawalAsked(let question, _):
            outstandingWithdrawal?.asked = question
            statementCounter = question.statementCounter
        case .withdrawn(let amount, let epoch, let time, let reading):
            try remove(amount)
            heard(epoch: epoch, time: time, at: reading)
        case .destroyed: phase = .destroyed
        case .tampered: isTampered = true
        case .stopped(let reason): fatalReason = fatalReason ?? reason
        case .cancellationAsked(let question, _):
            guard outstandingRefill != nil else { throw Self.broken("no refill is there to be cancelled") }
            outstandingRefill?.asked = question
            statementCounter = question.statementCounter
        case .drawn(let counter):
            try requireHeld(counter)
            try prints.drawAtOnce(counter)
        case .drawingBegun(let counter, let number, let drawing):
            try requireHeld(counter)
            try prints.begin(counter, number, drawing)
        case .drawingChanged(let counter, let number, let drawing): try prints.redraw(counter, number, drawing)
        case .drawingDelivered(let counter, let number): try prints.deliver(counter, number)
        case .spoiled(let declaration, _):
            guard declaration.psdKey == psdKey, record(declaration.counter) != nil else {
                throw Self.broken("an unknown impression was declared spoiled")
            }
            try prints.spoil(declaration)
        case .spoilAcknowledged(let counter):
            prints.acknowledge(counter)
            forgetPapers()
        case .confirmationMade(let counter, _):
            confirmedWithdrawal = true
            statementCounter = counter
        case .keyDestroyed: keyDestroyed = true
        case .configurationAsked(let counter): statementCounter = counter
        case .acted(let act, let event):
            try change(by: event, recordsKept: recordsKept)
            guard let deed = deed(of: event) else { throw Self.broken("an act brought about what no act can") }
            try acts.take(act, deed, on: psdKey?.serial)
        case .actClosed(let act): try acts.take(act, nil, on: psdKey?.serial)
        case .actNoted(let act, let deed): try acts.take(act, deed, on: psdKey?.serial)
        case .standingTaken(let standing): self.standing = standing
        case .unlocked(let standing, let event):
            self.standing = standing
            try change(by: event, recordsKept: recordsKept)
        case .shownBehind(let counter): shownBehind = max(shownBehind ?? 0, counter)
        case .rootPinned(let root), .rootSucceeded(let root): obedience.root = root
        case .serviceKeyTaken(let certificate): try obey(certificate)
        }
    }

    private func requireHeld(_ counter: UInt32) throws(DutyFailure) {
        guard record(counter) != nil else { throw Self.broken("an unknown impression was drawn") }
    }

    /// A new life keeps registers, counters and sequences and drops what belonged to the old licence.
    private mutating func initialise(_ key: PSDKeyID, _ publicKey: PublicKeyBytes) throws(DutyFailure) {
        if let old = psdKey, key.serial != old.serial || Int(key.life) != Int(old.life) + 1 {
            throw Self.broken("the serial was set a second time")
        }
        keepLicence()
        phase = .initialised
        psdKey = key
        self.publicKey = publicKey
        authorisation = nil
        clock = nil
        inspection = nil
        auditDifferences = []
        standing = nil
        giveUpAudit()
        completedWithdrawal = nil
        confirmedWithdrawal = false
        keyDestroyed = false
    }

    private mutating func debit(_ record: SignedUsageRecord) throws(DutyFailure) {
        let stamp = record.record.stamp.record
        guard stamp.value > .zero, stamp.value <= registers.descending, stamp.psdKey == psdKey else {
            throw Self.broken("a debit is not covered by the descending register")
        }
        guard itemCount < .max, stamp.counter == itemCount + 1, record.record.previous == chainHead else {
            throw Self.broken("an impression does not follow the one before it")
        }
        registers.descending = try registers.descending.subtracting(stamp.value)
        registers.ascending = try registers.ascending.adding(stamp.value)
        guard record.record.registers == registers else {
            throw Self.broken("an impression names other registers than the device")
        }
        itemCount = stamp.counter
        chainHead = record.chainHash
        usage.append(record, madeAt: waiting.seconds)
        inspection?.impressions += 1
        if let value = inspection?.value { inspection?.value = try value.adding(stamp.value) }
    }

    private mutating func settleRefill(_ answer: RefillAnswer) throws(DutyFailure) {
        guard let outstanding = outstandingRefill, outstanding.operation == answer.operation else {
            throw Self.broken("a refill was settled that is not outstanding")
        }
        outstandingRefill = nil
        obedience.earlierFundsKeys = []
        lastAnswer = answer
        guard case .granted(let controlTotalAfter) = answer.decision else {
            attemptsRefused = answer.operation.attempt
            return
        }
        registers.descending = try registers.descending.adding(answer.operation.amount)
        granted = try granted.adding(answer.operation.amount)
        guard try registers.controlTotal == controlTotalAfter else {
            throw Self.broken("a grant names another control total than the device")
        }
        appliedSequence = answer.operation.sequence
        attemptsRefused = 0
        lastGrant = answer.hash
        grants.append(answer)
        grants.removeFirst(max(0, grants.count - GrantReport.grantsMaximum))
    }

    private mutating func remove(_ amount: Paise) throws(DutyFailure) {
        registers.descending = try registers.descending.subtracting(amount)
        removed = try removed.adding(amount)
        guard registers.descending == .zero else { throw Self.broken("a withdrawal left funds behind") }
        phase = .withdrawn
        completedWithdrawal = outstandingWithdrawal?.id
        if let completedWithdrawal { acts.settleWithdrawal(completedWithdrawal, removed: amount) }
        outstandingWithdrawal = nil
        giveUpAudit()
    }

    /// An audit that is outstanding gets no verdict any more.
    private mutating func giveUpAudit() {
        if let id = outstandingAudit?.id { acts.giveUpAudit(id) }
        outstandingAudit = nil
    }

    /// A service answered a question of this moment: its term and its time count from now on.
    private mutating func heard(epoch: UInt64, time: Timestamp, at reading: ClockReading) {
        self.epoch = max(self.epoch, epoch)
        usage.putRight(waiting.heard(time, after: clock))
        clock = SignedClock(signedTime: time, at: reading)
    }

    private mutating func startInspectionPeriod(due: Timestamp?, from time: Timestamp) throws(DutyFailure) {
        let lockDays = try requireAuthorisation().limits.inspectionLockDays
        inspection = InspectionPeriod(due: due ?? time.advanced(byDays: lockDays))
        if phase == .authorised { phase = .valid }
    }

    static func broken(_ invariant: String) -> DutyFailure {
        DutyFailure(.psdFatal, "An invariant of the security device is broken: \(invariant).")
    }
}
