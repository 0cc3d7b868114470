import DutyModel

extension KeyListFile {
    init(_ list: KeyList) {
        format = list.format
        version = list.version
        issuedAt = list.issuedAt.description
        validUntil = list.validUntil?.description
        publisher = list.publisher
        demonstration = list.demonstration
        verifyPrefixes = list.verifyPrefixes
        keys = list.entries.map { Strict(Key($0)) }
        marks = list.format.holdsMarks ? list.marks.map { Strict(Mark($0)) } : nil
        remarks = list.format.holdsRemarks ? list.remarks.map { Strict(Remark($0)) } : nil
        certification = list.certification
        signature = list.signature
    }

    /// The list that stands in the file; neither its consistency nor its signature is checked yet.
    func list() throws(DutyFailure) -> KeyList {
        KeyList(
            format: format, version: version, issuedAt: try Timestamp(issuedAt),
            validUntil: try validUntil.map { (text) throws(DutyFailure) in try Timestamp(text) }, publisher: publisher,
            contents: KeyListContents(
                demonstration: demonstration, verifyPrefixes: verifyPrefixes,
                listed: try keys.map { (key) throws(DutyFailure) in try key.value.entry() },
                try (marks ?? []).map { (mark) throws(DutyFailure) in try mark.value.mark() },
                try (remarks ?? []).map { (remark) throws(DutyFailure) in try remark.value.remark() }),
            certification: certification, signature: signature)
    }
}

extension KeyListFile.Key {
    init(_ entry: KeyListEntry) {
        psdKey = entry.psdKey
        publicKey = entry.publicKey
        machine = entry.machine
        licence = entry.licence
        state = entry.state
        firstCounter = entry.firstCounter
        lastCounter = entry.lastCounter
        validFrom = entry.validFrom.description
        validUntil = entry.validUntil?.description
        switch entry.status {
        case .valid:
            status = "valid"
        case .withdrawn(let at):
            status = "withdrawn"
            statusSince = at.description
        case .revoked(let at, let reason):
            status = "revoked"
            statusSince = at.description
            statusReason = reason
        }
    }

    func entry() throws(DutyFailure) -> KeyListEntry {
        var until: Timestamp?
        if let validUntil { until = try Timestamp(validUntil) }
        return try KeyListEntry(
            psdKey: psdKey, publicKey: publicKey, machine: machine, licence: licence, state: state,
            firstCounter: firstCounter, lastCounter: lastCounter, validFrom: try Timestamp(validFrom),
            validUntil: until, status: try keyStatus())
    }

    /// A status takes exactly the facts that belong to it.
    private func keyStatus() throws(DutyFailure) -> KeyStatus {
        switch (status, statusSince, statusReason) {
        case ("valid", nil, nil): return .valid
        case ("withdrawn", let since?, nil): return .withdrawn(at: try Timestamp(since))
        case ("revoked", let since?, let reason?): return .revoked(at: try Timestamp(since), reason: reason)
        default:
            throw DutyFailure(.keyListBad, "The status of key \(psdKey) is not one that a key can have.")
        }
    }
}

extension KeyListFile.Mark {
    init(_ mark: StampMark) {
        psdKey = mark.psdKey
        counter = mark.counter
        kind = mark.kind.rawValue
        at = mark.at.description
    }

    func mark() throws(DutyFailure) -> StampMark {
        guard let known = StampMark.Kind(rawValue: kind) else {
            throw DutyFailure(.keyListBad, "“\(kind.prefix(32))” is not a mark that a stamp can have.")
        }
        return StampMark(psdKey: psdKey, counter: counter, kind: known, at: try Timestamp(at))
    }
}

extension KeyListFile.Remark {
    init(_ remark: KeyListRemark) {
        psdKey = remark.psdKey
        firstCounter = remark.firstCounter
        lastCounter = remark.lastCounter
        kind = remark.kind.name
        since = remark.since.description
    }

    func remark() throws(DutyFailure) -> KeyListRemark {
        guard let known = KeyListRemark.Kind(name: kind) else {
            throw DutyFailure(.keyListBad, "“\(kind.prefix(40))” cannot be the kind of a remark.")
        }
        return try KeyListRemark(
            psdKey: psdKey, firstCounter: firstCounter, lastCounter: lastCounter, kind: known,
            since: try Timestamp(since))
    }
}
