import DutyModel

extension DeviceState {
    /// The version of the form in which snapshots hold the state.
    static let snapshotVersion: UInt16 = 1

    /// The state as a snapshot holds it.
    var encoded: [UInt8] {
        var writer = BinaryWriter()
        writer.append(Self.snapshotVersion)
        writer.append(text: phase.rawValue)
        writer.append(psdKey) { $0.append($1) }
        writer.append(publicKey) { $0.append($1) }
        writer.append(authorisation) { $0.append($1) }
        writer.append(registers)
        writer.append(granted)
        writer.append(removed)
        writer.append(itemCount)
        writer.append(chainHead)
        writer.append(usage.durableThrough)
        writer.append(usage.records) { $0.append($1) }
        writer.append(appliedSequence)
        writer.append(attemptsRefused)
        writer.append(lastGrant)
        writer.append(lastAnswer) { $0.append($1) }
        writer.append(outstandingRefill) { writer, refill in
            writer.append(refill.operation)
            writer.append(refill.asked) { $0.append($1) }
        }
        writer.append(outstandingAudit) { $0.append($1) }
        writer.append(outstandingWithdrawal) { $0.append($1) }
        writer.append(statementCounter)
        writer.append(epoch)
        writer.append(clock) { $0.append($1) }
        writer.append(inspection) { writer, period in
            writer.append(period.due)
            writer.append(period.impressions)
            writer.append(period.value)
        }
        writer.append(auditDifferences) { $0.append(text: $1.rawValue) }
        writer.append(isTampered)
        writer.append(fatalReason) { $0.append(text: $1) }
        return writer.bytes
    }

    /// Reads exactly what `encoded` writes; throws `journal_damaged`, or `data_newer_version`.
    init(encoded bytes: [UInt8]) throws(DutyFailure) {
        var reader = BinaryReader(bytes)
        let version = try reader.number(as: UInt16.self)
        guard version <= Self.snapshotVersion else {
            throw DutyFailure(.dataNewerVersion, "The journal was written by a newer version.")
        }
        guard version == Self.snapshotVersion, let phase = LifePhase(rawValue: try reader.text()) else {
            throw BinaryReader.damaged
        }
        self.init()
        self.phase = phase
        psdKey = try reader.optional { reader throws(DutyFailure) in try reader.key() }
        publicKey = try reader.optional { reader throws(DutyFailure) in try reader.value() }
        authorisation = try reader.optional { reader throws(DutyFailure) in try reader.authorisation() }
        registers = try reader.registers()
        granted = try reader.amount()
        removed = try reader.amount()
        itemCount = try reader.number()
        chainHead = try reader.value()
        let durableThrough: UInt32 = try reader.number()
        let records = try reader.list { reader throws(DutyFailure) in try reader.record() }
        usage = UsageTail(records: records, durableThrough: durableThrough)
        appliedSequence = try reader.number()
        attemptsRefused = try reader.number()
        lastGrant = try reader.value()
        lastAnswer = try reader.optional { reader throws(DutyFailure) in try reader.answer() }
        outstandingRefill = try reader.optional { reader throws(DutyFailure) in
            OutstandingRefill(operation: try reader.operation(), asked: try reader.asked())
        }
        outstandingAudit = try reader.optional { reader throws(DutyFailure) in try reader.inspection() }
        outstandingWithdrawal = try reader.optional { reader throws(DutyFailure) in try reader.inspection() }
        statementCounter = try reader.number()
        epoch = try reader.number()
        clock = try reader.optional { reader throws(DutyFailure) in try reader.clock() }
        inspection = try reader.optional { reader throws(DutyFailure) in
            InspectionPeriod(due: try reader.time(), impressions: try reader.number(), value: try reader.amount())
        }
        auditDifferences = try reader.list { reader throws(DutyFailure) in try reader.difference() }
        isTampered = try reader.flag()
        fatalReason = try reader.optional { reader throws(DutyFailure) in try reader.text() }
        try reader.requireEnd()
    }
}

extension BinaryWriter {
    fileprivate mutating func append(_ inspection: OutstandingInspection) {
        append(inspection.id)
        append(inspection.asked) { $0.append($1) }
    }

    fileprivate mutating func append(_ clock: SignedClock) {
        append(clock.signedTime)
        append(clock.wallThen)
        append(clock.latestWall)
        append(clock.latestBootSeconds)
        append(clock.bootElapsedSeconds)
        append(clock.elapsedSeconds)
    }
}

extension BinaryReader {
    fileprivate mutating func asked() throws(DutyFailure) -> AskedQuestion? {
        try optional { reader throws(DutyFailure) in try reader.question() }
    }

    fileprivate mutating func inspection() throws(DutyFailure) -> OutstandingInspection {
        OutstandingInspection(id: try value(), asked: try asked())
    }

    fileprivate mutating func clock() throws(DutyFailure) -> SignedClock {
        SignedClock(
            signedTime: try time(), wallThen: try time(), latestWall: try time(),
            latestBootSeconds: try number(), bootElapsedSeconds: try number(), elapsedSeconds: try number())
    }
}
