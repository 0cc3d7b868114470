import DutyModel
import Exchanges
import SecurityDevice
import Signing

extension CrashTrial {
    /// One thing that happens to the device; each makes at most a few durable writes.
    enum Operation {
        case frank, beginRefill, askAndSettleRefill, cancelRefill, deliverLateAnswer, audit, receipt, passTime
        case draw, deliver, spoil, acknowledgeSpoils
        case withdraw, endLife, configure
        case stand
    }

    mutating func nextOperation() -> Operation {
        let status = device.status(at: reading)
        if status.phase == .initialised { return random.oneIn(8) ? .acknowledgeSpoils : .configure }
        if status.phase == .withdrawn { return random.oneIn(5) ? paperwork() : .endLife }
        if status.phase == .withdrawPending {
            if random.oneIn(5) { return paperwork() }
            return status.unsentCount > 0 ? .receipt : .withdraw
        }
        if standingIsDue(status) { return .stand }
        switch random.below(24) {
        case 0...7: return .frank
        case 8...12:
            guard status.outstandingRefill != nil else { return .beginRefill }
            return random.oneIn(5) ? .cancelRefill : .askAndSettleRefill
        case 13: return .deliverLateAnswer
        case 14: return .audit
        case 15...16: return .receipt
        case 17...20: return paperwork()
        case 21: return random.oneIn(2) ? .withdraw : .passTime
        default: return .passTime
        }
    }

    private mutating func paperwork() -> Operation {
        switch random.below(10) {
        case 0...3: return .draw
        case 4...5: return .deliver
        case 6...8: return .spoil
        default: return .acknowledgeSpoils
        }
    }

    /// Carries out one step of an operation; refusals are part of life and change nothing.
    mutating func carryOut(_ operation: Operation) throws(Violation) {
        switch operation {
        case .frank: try frank()
        case .beginRefill:
            let (amount, id) = (Paise(Int64(random.below(400_000)) - 1_000), OperationID(unchecked: random.bytes(16)))
            _ = try act { device, reading throws(DutyFailure) in
                try device.beginRefill(amount: amount, id: id, at: reading)
            }
        case .askAndSettleRefill: try askAndSettleRefill()
        case .deliverLateAnswer:
            guard let answer = lateAnswer else { return }
            _ = try act { device, reading throws(DutyFailure) in try device.applyRefill(answer, at: reading) }
        case .audit: try audit()
        case .receipt: try receipt()
        case .passTime: passTime()
        case .cancelRefill: try cancelRefill()
        case .draw: try draw()
        case .deliver: try deliver()
        case .spoil: try spoil()
        case .acknowledgeSpoils: try acknowledgeSpoils()
        case .withdraw: try withdraw()
        case .endLife: try endLife()
        case .configure: try configure()
        case .stand: try stand()
        }
    }

    private mutating func frank() throws(Violation) {
        let amount = Paise(Int64(random.below(100_000)) - 500)
        guard let article = try? Article("5(h)(B)"), let state = try? StateCode(random.oneIn(20) ? "KA" : "MH") else {
            return
        }
        let order = FrankingOrder(amount: amount, article: article, state: state)
        let made = try act { device, reading throws(DutyFailure) in try device.frank(order, at: reading) }
        guard let made else { return }
        outcome.impressions += 1
        if let before = released.updateValue(made, forKey: made.counter), before != made {
            throw violation("counter \(made.counter) was used for two impressions")
        }
        if let last = released[made.counter - 1], made.record.previous != last.chainHash {
            throw violation("impression \(made.counter) does not name the one before it")
        }
    }

    private mutating func askAndSettleRefill() throws(Violation) {
        let nonce = Nonce(unchecked: random.bytes(16))
        let request = try act { device, reading throws(DutyFailure) in
            try device.refillRequest(nonce: nonce, at: reading)
        }
        guard let request else { return }
        try note(request.statement, nonce: nonce)
        if random.oneIn(6) { return }
        guard let answer = try? funds.answer(request, refuses: random.oneIn(4)) else {
            throw violation("the model service could not answer")
        }
        lateAnswer = answer
        if random.oneIn(4) { return }
        for _ in 0...(random.oneIn(4) ? 1 : 0) {
            _ = try act { device, reading throws(DutyFailure) in
                try device.applyRefill(answer, at: reading)
            }
        }
    }

    private mutating func cancelRefill() throws(Violation) {
        let nonce = Nonce(unchecked: random.bytes(16))
        let request = try act { device, reading throws(DutyFailure) in
            try device.refillRequest(.cancellation, nonce: nonce, at: reading)
        }
        guard let request else { return }
        try note(request.statement, nonce: nonce)
        guard let answer = try? funds.answer(request, refuses: false) else {
            throw violation("the model service could not answer")
        }
        lateAnswer = answer
        if random.oneIn(4) { return }
        let decision = try act { device, reading throws(DutyFailure) in try device.applyRefill(answer, at: reading) }
        if decision == .cancelled { outcome.cancellations += 1 }
    }

    /// An audit; the standing, where there is one, comes with its verdict, which names it.
    mutating func audit(carrying standing: DeviceStanding? = nil) throws(Violation) {
        let (id, nonce) = (OperationID(unchecked: random.bytes(16)), Nonce(unchecked: random.bytes(16)))
        _ = try act { device, reading throws(DutyFailure) in try device.beginAudit(id: id, at: reading) }
        let request = try act { device, reading throws(DutyFailure) in
            try device.auditRequest(nonce: nonce, at: reading)
        }
        guard let request else { return }
        try note(request.statement, nonce: nonce)
        guard let verdict = try? funds.verdict(request) else { return }
        _ = try act { device, reading throws(DutyFailure) in
            if let standing { try device.takeStanding(standing) }
            try device.applyVerdict(verdict, at: reading)
        }
    }

    private mutating func receipt() throws(Violation) {
        let waiting = device.unsentRecords(limit: UsageBatch.recordsMaximum)
        guard let key = device.status(at: reading).psdKey, !waiting.isEmpty else { return }
        let counter = waiting[
            device.status(at: reading).phase == .valid ? random.below(waiting.count) : waiting.count - 1
        ]
        .counter
        guard let receipt = try? funds.receipt(for: key, of: waiting, through: counter) else { return }
        _ = try act { device, reading throws(DutyFailure) in try device.applyReceipt(receipt) }
    }

    private mutating func passTime() {
        let seconds = Int64(random.below(200_000))
        // Now and then only one clock moves, or the wall clock jumps either way.
        let wall = random.oneIn(8) ? Int64(random.below(4_000_000)) - 2_000_000 : seconds
        let boot = random.oneIn(8) ? -reading.bootSeconds + 30 : seconds
        reading = ClockReading(wall: reading.wall.advanced(bySeconds: wall), bootSeconds: reading.bootSeconds + boot)
        funds.time = funds.time.advanced(bySeconds: seconds)
        if random.oneIn(10) { funds.epoch += 1 }
    }

    /// A statement left the device: its counter never comes with another nonce.
    mutating func note(_ statement: RegisterStatement, nonce: Nonce?) throws(Violation) {
        if statements.updateValue(nonce, forKey: statement.statementCounter) != nil {
            throw violation("statement counter \(statement.statementCounter) was used twice")
        }
    }
}
