import DutyModel

extension BinaryWriter {
    mutating func append(_ key: PSDKeyID) {
        append(key.serial.number)
        append(key.life)
    }

    mutating func append(_ registers: Registers) {
        append(registers.ascending)
        append(registers.descending)
    }

    mutating func append(_ reading: ClockReading) {
        append(reading.wall)
        append(reading.bootSeconds)
    }

    mutating func append(_ record: SignedUsageRecord) {
        let stamp = record.record.stamp
        append(stamp.record.psdKey)
        append(stamp.record.counter)
        append(stamp.record.value)
        append(stamp.record.time)
        append(text: stamp.record.state.letters)
        append(text: stamp.record.article.text)
        append(stamp.signature)
        append(record.record.registers)
        append(record.record.previous)
        append(record.signature)
    }

    mutating func append(_ operation: RefillOperation) {
        append(operation.psdKey)
        append(operation.id)
        append(operation.sequence)
        append(operation.attempt)
        append(operation.amount)
    }

    mutating func append(_ answer: RefillAnswer) {
        append(answer.operation)
        append(answer.decision)
        append(answer.signature)
    }

    mutating func append(_ decision: RefillDecision) {
        switch decision {
        case .granted(let controlTotalAfter):
            append(UInt8(1))
            append(controlTotalAfter)
        case .refused(let reason, let maximumAllowed):
            append(UInt8(2))
            append(text: reason.rawValue)
            append(maximumAllowed) { $0.append($1) }
        case .cancelled:
            append(UInt8(3))
        }
    }

    mutating func append(_ question: AskedQuestion) {
        append(question.nonce)
        append(question.statementCounter)
    }

    mutating func append(_ drawing: BegunDrawing) {
        append(text: drawing.format.rawValue)
        append(drawing.content)
    }

    mutating func append(_ declaration: SpoilDeclaration) {
        append(declaration.psdKey)
        append(declaration.counter)
        append(declaration.value)
        append(declaration.time)
        append(declaration.signature)
    }

    mutating func append(_ standing: DeviceStanding) {
        append(standing.psdKey)
        append(standing.number.epoch)
        append(standing.number.count)
        append(text: standing.state.rawValue)
        append(standing.reason) { $0.append(text: $1.rawValue) }
        append(standing.time)
        append(standing.signature)
    }

    mutating func append(_ authorisation: Authorisation) {
        append(authorisation.psdKey)
        append(authorisation.psdPublicKey)
        append(authorisation.machine)
        append(authorisation.licence)
        append(text: authorisation.state.letters)
        append(authorisation.customer)
        let limits = authorisation.limits
        append(limits.cap)
        append(limits.descendingMaximum)
        append(limits.inspectionWarnDays)
        append(limits.inspectionLockDays)
        append(limits.uploadLockDays)
        append(limits.uploadGraceDays)
        append(limits.impressionsPerInspection)
        append(limits.valuePerInspection)
        append(authorisation.fundsKey)
        append(authorisation.transactionsKey)
        append(authorisation.issuedAt)
    }

    mutating func append(withMark authorisation: Authorisation) {
        append(authorisation)
        append(authorisation.demonstration) { $0.append($1) }
    }
}

extension BinaryReader {
    mutating func key() throws(DutyFailure) -> PSDKeyID {
        PSDKeyID(serial: PSDSerial(try number()), life: try number())
    }

    mutating func registers() throws(DutyFailure) -> Registers {
        Registers(ascending: try amount(), descending: try amount())
    }

    mutating func reading() throws(DutyFailure) -> ClockReading {
        ClockReading(wall: try time(), bootSeconds: try number())
    }

    mutating func record() throws(DutyFailure) -> SignedUsageRecord {
        let stamp = StampRecord(
            psdKey: try key(), counter: try number(), value: try amount(), time: try time(),
            state: try StateCode(try text()), article: try Article(try text()))
        let signed = SignedStamp(record: stamp, signature: try value())
        let record = UsageRecord(stamp: signed, registers: try registers(), previous: try value())
        return SignedUsageRecord(record: record, signature: try value())
    }

    mutating func operation() throws(DutyFailure) -> RefillOperation {
        RefillOperation(
            psdKey: try key(), id: try value(), sequence: try number(), attempt: try number(),
            amount: try amount())
    }

    mutating func answer() throws(DutyFailure) -> RefillAnswer {
        RefillAnswer(operation: try operation(), decision: try decision(), signature: try value())
    }

    mutating func decision() throws(DutyFailure) -> RefillDecision {
        switch try number(as: UInt8.self) {
        case 1: return .granted(controlTotalAfter: try amount())
        case 2:
            guard let reason = FailureCode(rawValue: try text()) else { throw Self.damaged }
            let maximum = try optional { reader throws(DutyFailure) in try reader.amount() }
            return .refused(reason: reason, maximumAllowed: maximum)
        case 3: return .cancelled
        default: throw Self.damaged
        }
    }

    mutating func question() throws(DutyFailure) -> AskedQuestion {
        AskedQuestion(nonce: try value(), statementCounter: try number())
    }

    mutating func drawingNumber() throws(DutyFailure) -> DrawingNumber {
        guard let number = DrawingNumber(rawValue: try number()) else { throw Self.damaged }
        return number
    }

    mutating func begunDrawing() throws(DutyFailure) -> BegunDrawing {
        guard let format = PrintFormat(rawValue: try text()) else { throw Self.damaged }
        return BegunDrawing(format: format, content: try value())
    }

    mutating func declaration() throws(DutyFailure) -> SpoilDeclaration {
        SpoilDeclaration(
            psdKey: try key(), counter: try number(), value: try amount(), time: try time(), signature: try value())
    }

    mutating func standing() throws(DutyFailure) -> DeviceStanding {
        let key = try key()
        let number = StandingNumber(epoch: try number(), count: try self.number())
        guard let state = DeviceStanding.State(rawValue: try text()) else { throw Self.damaged }
        let reason = try optional { (reader) throws(DutyFailure) -> FailureCode in
            guard let code = FailureCode(rawValue: try reader.text()) else { throw Self.damaged }
            return code
        }
        return DeviceStanding(
            psdKey: key, number: number, state: state, reason: reason, time: try time(), signature: try value())
    }

    /// What `append` wrote, or `append(withMark:)`.
    mutating func authorisation(withMark: Bool) throws(DutyFailure) -> Authorisation {
        Authorisation(
            psdKey: try key(), psdPublicKey: try value(), machine: try name(), licence: try name(),
            state: try StateCode(try text()), customer: try name(),
            limits: FrankingLimits(
                cap: try amount(), descendingMaximum: try amount(), inspectionWarnDays: try number(),
                inspectionLockDays: try number(), uploadLockDays: try number(), uploadGraceDays: try number(),
                impressionsPerInspection: try number(), valuePerInspection: try amount()),
            fundsKey: try value(), transactionsKey: try value(), issuedAt: try time(),
            demonstration: withMark ? try optional { reader throws(DutyFailure) in try reader.flag() } : nil)
    }

    mutating func difference() throws(DutyFailure) -> AuditDifference {
        guard let difference = AuditDifference(rawValue: try text()) else { throw Self.damaged }
        return difference
    }
}
