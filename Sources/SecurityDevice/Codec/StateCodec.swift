import DutyModel
import Exchanges

extension DeviceState {
    /// The version of the form in which snapshots hold the state.
    static let snapshotVersion: UInt16 = 6

    /// The state as a snapshot holds it.
    var encoded: [UInt8] {
        var writer = BinaryWriter()
        writer.append(Self.snapshotVersion)
        writer.append(text: phase.rawValue)
        writer.append(ifAny: psdKey)
        writer.append(ifAny: publicKey)
        writer.append(ifAny: authorisation)
        writer.append(registers)
        writer.append(granted)
        writer.append(removed)
        writer.append(itemCount)
        writer.append(chainHead)
        writer.append(usage.durableThrough)
        writer.append(list: usage.records)
        writer.append(appliedSequence)
        writer.append(attemptsRefused)
        writer.append(lastGrant)
        writer.append(ifAny: lastAnswer)
        writer.append(ifAny: outstandingRefill)
        writer.append(ifAny: outstandingAudit)
        writer.append(ifAny: outstandingWithdrawal)
        writer.append(statementCounter)
        writer.append(epoch)
        writer.append(ifAny: clock)
        writer.append(ifAny: inspection)
        writer.append(list: auditDifferences)
        writer.append(isTampered)
        writer.append(fatalReason) { $0.append(text: $1) }
        writer.append(list: grants)
        writer.append(ifAny: completedWithdrawal)
        writer.append(confirmedWithdrawal)
        writer.append(keyDestroyed)
        writer.append(prints)
        writer.append(waiting.seconds, waiting.secondsAtSignedTime)
        writer.append(list: usage.madeAt)
        writer.append(acts)
        writer.append(ifAny: standing)
        writer.append(ifAny: shownBehind)
        writer.append(list: keptRecords.values.sorted { $0.counter < $1.counter })
        writer.append(list: earlierLicences)
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
        var reader = BinaryReader(journal: bytes[...])
        let version = try reader.number(as: UInt16.self)
        reader.hasAdditions = version >= 6
        guard version <= Self.snapshotVersion else {
            throw DutyFailure(.dataNewerVersion, "The journal was written by a newer version.")
        }
        guard version >= 1, let phase = LifePhase(rawValue: try reader.text()) else { throw reader.damaged }
        self.init()
        self.phase = phase
        psdKey = try reader.nextIfAny()
        publicKey = try reader.nextIfAny()
        authorisation = try reader.nextIfAny()
        registers = try reader.next()
        granted = try reader.next()
        removed = try reader.next()
        itemCount = try reader.next()
        chainHead = try reader.next()
        let durableThrough: UInt32 = try reader.next()
        let records = try reader.nextList(of: SignedUsageRecord.self)
        appliedSequence = try reader.next()
        attemptsRefused = try reader.next()
        lastGrant = try reader.next()
        lastAnswer = try reader.nextIfAny()
        outstandingRefill = try reader.nextIfAny()
        outstandingAudit = try reader.nextIfAny()
        outstandingWithdrawal = try reader.nextIfAny()
        statementCounter = try reader.next()
        epoch = try reader.next()
        clock = try reader.nextIfAny()
        inspection = try reader.nextIfAny()
        auditDifferences = try reader.nextList()
        isTampered = try reader.next()
        fatalReason = try reader.optional { reader throws(DutyFailure) in try reader.text() }
        if version == 1 {
            // Version 1 kept one grant only, and that only until a refusal took its place.
            grants = lastAnswer.map { $0.hash == lastGrant ? [$0] : [] } ?? []
            let madeAt = records.map { datedWaiting($0.record.stamp.record.time) }
            usage = UsageTail(records: records, madeAt: madeAt, durableThrough: durableThrough)
        } else {
            grants = try reader.nextList()
            completedWithdrawal = try reader.nextIfAny()
            confirmedWithdrawal = try reader.next()
            keyDestroyed = try reader.next()
            prints = version == 2 ? try reader.printsOfVersion2() : try reader.prints()
            waiting = WaitingClock(seconds: try reader.next(), secondsAtSignedTime: try reader.next())
            let madeAt = try reader.nextList(of: Int64.self)
            guard madeAt.count == records.count else { throw reader.damaged }
            usage = UsageTail(records: records, madeAt: madeAt, durableThrough: durableThrough)
        }
        if version >= 3 {
            acts = try reader.next()
            standing = try reader.nextIfAny()
            shownBehind = try reader.nextIfAny()
        }
        if version >= 4 {
            let kept = try reader.nextList(of: SignedUsageRecord.self)
            keptRecords = Dictionary(kept.map { ($0.counter, $0) }, uniquingKeysWith: { first, _ in first })
            guard keptRecords.count == kept.count else { throw reader.damaged }
            earlierLicences = try reader.nextList()
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

extension SignedClock: Storable {
    @usableFromInline package func append(to binary: inout BinaryWriter) {
        binary.append(signedTime, wallThen, latestWall, latestBootSeconds, bootElapsedSeconds, elapsedSeconds)
    }

    /// Each part is so small that no sum of two of them leaves the range of `Int64`.
    @usableFromInline package init(from binary: inout BinaryReader) throws(DutyFailure) {
        func part() throws(DutyFailure) -> Int64 {
            let part: Int64 = try binary.next()
            guard part.magnitude < 1 << 60 else { throw binary.damaged }
            return part
        }
        self.init(
            signedTime: Timestamp(try part()), wallThen: Timestamp(try part()), latestWall: Timestamp(try part()),
            latestBootSeconds: try part(), bootElapsedSeconds: try part(), elapsedSeconds: try part())
    }
}

extension BinaryWriter {
    fileprivate mutating func append(_ prints: Prints) {
        // In order, so that the same state always gives the same bytes.
        append(prints.drawn.sorted { $0.key < $1.key }) { writer, drawn in
            writer.append(drawn.key, drawn.value.number)
            writer.append(ifAny: drawn.value.begun)
        }
        append(list: prints.spoiled)
    }
}

extension BinaryReader {
    fileprivate mutating func prints() throws(DutyFailure) -> Prints {
        try prints { reader throws(DutyFailure) in
            DrawnPrint(number: try reader.next(), begun: try reader.nextIfAny())
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
            (counter: try reader.next(UInt32.self), print: try print(&reader))
        }
        for pair in pairs {
            guard drawn.updateValue(pair.print, forKey: pair.counter) == nil else { throw damaged }
        }
        return Prints(drawn: drawn, spoiled: try nextList())
    }
}
