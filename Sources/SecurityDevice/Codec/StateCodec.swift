import DutyModel

extension DeviceState {
    /// The version of the form in which snapshots hold the state.
    static let snapshotVersion: UInt16 = 6

    /// The state as a snapshot holds it.
    var encoded: [UInt8] {
        var writer = BinaryWriter()
        writer.append(Self.snapshotVersion)
        writer.append(text: phase.rawValue)
        writer.append(psdKey) { $0.append($1) }
        writer.append(publicKey) { $0.append($1) }
        writer.append(authorisation) { $0.append(withMark: $1) }
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
        writer.append(grants) { $0.append($1) }
        writer.append(completedWithdrawal) { $0.append($1) }
        writer.append(confirmedWithdrawal)
        writer.append(keyDestroyed)
        writer.append(prints)
        writer.append(waiting.seconds)
        writer.append(waiting.secondsAtSignedTime)
        writer.append(usage.madeAt) { $0.append($1) }
        writer.append(acts)
        writer.append(standing) { $0.append($1) }
        writer.append(shownBehind) { $0.append($1) }
        writer.append(keptRecords.values.sorted { $0.counter < $1.counter }) { $0.append($1) }
        writer.append(earlierLicences) { $0.append(withMark: $1) }
        writer.append(obedience)
        return writer.bytes
    }

    /// Reads exactly what `encoded` writes, and what earlier versions wrote; throws `journal_damaged`, or
    /// `data_newer_version`.
    ///
    /// Version 1 ended before the grants. Version 2 knew drawings only as delivered, and ended before the acts. Version
    /// 3 forgot prints that were not settled with their records, and with the life that made them. Version 4 ended
    /// before what the device knows of whom to obey; the keys of its newest licence count then. Version 5 knew no licence
    /// that says whether it is a demonstration's.
    init(encoded bytes: [UInt8]) throws(DutyFailure) {
        var reader = BinaryReader(bytes)
        let version = try reader.number(as: UInt16.self)
        guard version <= Self.snapshotVersion else {
            throw DutyFailure(.dataNewerVersion, "The journal was written by a newer version.")
        }
        guard version >= 1, let phase = LifePhase(rawValue: try reader.text()) else {
            throw BinaryReader.damaged
        }
        self.init()
        self.phase = phase
        psdKey = try reader.optional { reader throws(DutyFailure) in try reader.key() }
        publicKey = try reader.optional { reader throws(DutyFailure) in try reader.value() }
        authorisation = try reader.optional { reader throws(DutyFailure) in
            try reader.authorisation(withMark: version >= 6)
        }
        registers = try reader.registers()
        granted = try reader.amount()
        removed = try reader.amount()
        itemCount = try reader.number()
        chainHead = try reader.value()
        let durableThrough: UInt32 = try reader.number()
        let records = try reader.list { reader throws(DutyFailure) in try reader.record() }
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
        if version == 1 {
            // Version 1 kept one grant only, and that only until a refusal took its place.
            grants = lastAnswer.map { $0.hash == lastGrant ? [$0] : [] } ?? []
            let madeAt = records.map { datedWaiting($0.record.stamp.record.time) }
            usage = UsageTail(records: records, madeAt: madeAt, durableThrough: durableThrough)
        } else {
            grants = try reader.list { reader throws(DutyFailure) in try reader.answer() }
            completedWithdrawal = try reader.optional { reader throws(DutyFailure) in try reader.value() }
            confirmedWithdrawal = try reader.flag()
            keyDestroyed = try reader.flag()
            prints = version == 2 ? try reader.printsOfVersion2() : try reader.prints()
            waiting = WaitingClock(seconds: try reader.number(), secondsAtSignedTime: try reader.number())
            let madeAt = try reader.list { reader throws(DutyFailure) in try reader.number(as: Int64.self) }
            guard madeAt.count == records.count else { throw BinaryReader.damaged }
            usage = UsageTail(records: records, madeAt: madeAt, durableThrough: durableThrough)
        }
        if version >= 3 {
            acts = try reader.acts()
            standing = try reader.optional { reader throws(DutyFailure) in try reader.standing() }
            shownBehind = try reader.optional { reader throws(DutyFailure) in try reader.number() }
        }
        if version >= 4 {
            let kept = try reader.list { reader throws(DutyFailure) in try reader.record() }
            keptRecords = Dictionary(kept.map { ($0.counter, $0) }, uniquingKeysWith: { first, _ in first })
            guard keptRecords.count == kept.count else { throw BinaryReader.damaged }
            earlierLicences = try reader.list { reader throws(DutyFailure) in
                try reader.authorisation(withMark: version >= 6)
            }
        }
        if version >= 5 {
            obedience = try reader.obedience(ofVersion: version)
        } else {
            obedience.licensed = (authorisation ?? earlierLicences.last).map { LicensedKeys($0) }
        }
        try reader.requireEnd()
    }

    /// The reading of the waiting clock, which begins now, that fits a record's date; one dated ahead was made while
    /// the clock was wrong, and how long it has waited cannot be told, so it counts as too long.
    private func datedWaiting(_ made: Timestamp) -> Int64 {
        guard let clock else { return 0 }
        let (waited, overflow) = clock.signedTime.advanced(bySeconds: clock.elapsedSeconds).seconds
            .subtractingReportingOverflow(made.seconds)
        guard !overflow else { return 0 }
        return waited < -SignedClock.toleranceSeconds ? -Timestamp.calendar.upperBound.seconds : -max(0, waited)
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

extension BinaryWriter {
    fileprivate mutating func append(_ prints: Prints) {
        // In order, so that the same state always gives the same bytes.
        append(prints.drawn.sorted { $0.key < $1.key }) { writer, drawn in
            writer.append(drawn.key)
            writer.append(drawn.value.number.rawValue)
            writer.append(drawn.value.begun) { $0.append($1) }
        }
        append(prints.spoiled) { writer, print in
            writer.append(print.declaration)
            writer.append(print.isAcknowledged)
        }
    }
}

extension BinaryReader {
    fileprivate mutating func prints() throws(DutyFailure) -> Prints {
        try prints { reader throws(DutyFailure) in
            DrawnPrint(
                number: try reader.drawingNumber(),
                begun: try reader.optional { reader throws(DutyFailure) in try reader.begunDrawing() })
        }
    }

    /// Version 2 wrote down of each impression whether it was drawn twice, and counted each drawing as delivered.
    fileprivate mutating func printsOfVersion2() throws(DutyFailure) -> Prints {
        try prints { reader throws(DutyFailure) in DrawnPrint(number: try reader.flag() ? .second : .first) }
    }

    private mutating func prints(
        _ print: (inout BinaryReader) throws(DutyFailure) -> DrawnPrint
    ) throws(DutyFailure) -> Prints {
        var drawn: [UInt32: DrawnPrint] = [:]
        let pairs = try list { reader throws(DutyFailure) in
            (counter: try reader.number(as: UInt32.self), print: try print(&reader))
        }
        for pair in pairs {
            guard drawn.updateValue(pair.print, forKey: pair.counter) == nil else { throw Self.damaged }
        }
        let spoiled = try list { reader throws(DutyFailure) in
            SpoiledPrint(declaration: try reader.declaration(), isAcknowledged: try reader.flag())
        }
        return Prints(drawn: drawn, spoiled: spoiled)
    }

    fileprivate mutating func asked() throws(DutyFailure) -> AskedQuestion? {
        try optional { reader throws(DutyFailure) in try reader.question() }
    }

    fileprivate mutating func inspection() throws(DutyFailure) -> OutstandingInspection {
        OutstandingInspection(id: try value(), asked: try asked())
    }

    /// Each part is so small that no sum of two of them leaves the range of `Int64`.
    fileprivate mutating func clock() throws(DutyFailure) -> SignedClock {
        func part() throws(DutyFailure) -> Int64 {
            let part: Int64 = try number()
            guard part.magnitude < 1 << 60 else { throw Self.damaged }
            return part
        }
        return SignedClock(
            signedTime: Timestamp(try part()), wallThen: Timestamp(try part()), latestWall: Timestamp(try part()),
            latestBootSeconds: try part(), bootElapsedSeconds: try part(), elapsedSeconds: try part())
    }
}
