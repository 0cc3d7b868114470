import DutyModel
import Signing

/// What was published once stays published: books that were restored may know less than the list says, and a stamp that
/// was refunded, or a key that was withdrawn, never becomes good again by that.
struct PublishedFloor {
    private let entries: [PSDKeyID: KeyListEntry]
    private let marks: [StampMark]
    private let remarks: [KeyListRemark]

    /// Above this list; above nothing where none was published.
    init(_ held: KeyList?) {
        entries = Dictionary((held?.entries ?? []).map { ($0.psdKey, $0) }, uniquingKeysWith: { first, _ in first })
        marks = held?.marks ?? []
        remarks = held?.remarks ?? []
    }

    /// These entries, and those of keys that the books don't know; a key that was revoked stays so, one that was withdrawn
    /// stays so or is revoked, and so does its last item number.
    ///
    /// - Parameter known: the keys that the books know, also those that they have reason to leave out.
    func raise(_ fresh: [KeyListEntry], known: Set<PSDKeyID>) throws(DutyFailure) -> [KeyListEntry] {
        let raised = try fresh.map { (entry) throws(DutyFailure) in
            guard let held = entries[entry.psdKey], held.status != .valid, !entry.isRevoked else { return entry }
            let isLess = held.isRevoked || entry.status == .valid || held.lastCounter != nil && entry.lastCounter == nil
            return isLess ? held : try Self.ended(entry, noEarlierThan: held)
        }
        return raised + entries.values.filter { !known.contains($0.psdKey) }
    }

    /// Records that a machine sends again to restored books come after its end, and no longer show that its clock was ahead.
    private static func ended(_ entry: KeyListEntry, noEarlierThan held: KeyListEntry) throws(DutyFailure)
        -> KeyListEntry
    {
        guard case .withdrawn(let before) = held.status, case .withdrawn(let now) = entry.status, now < before else {
            return entry
        }
        return try KeyListEntry(
            psdKey: entry.psdKey, publicKey: entry.publicKey, machine: entry.machine, licence: entry.licence,
            state: entry.state, firstCounter: entry.firstCounter, lastCounter: entry.lastCounter,
            validFrom: entry.validFrom, status: .withdrawn(at: before))
    }

    /// These marks, and those that the list has beyond them on stamps of these entries; a refund stays one.
    func raise(_ fresh: [StampMark], on entries: [KeyListEntry]) -> [StampMark] {
        struct Stamp: Hashable {
            let key: PSDKeyID
            let counter: UInt32
        }
        let listed = Dictionary(entries.map { ($0.psdKey, $0) }, uniquingKeysWith: { first, _ in first })
        var raised = Dictionary(
            fresh.map { (Stamp(key: $0.psdKey, counter: $0.counter), $0) }, uniquingKeysWith: { first, _ in first })
        for mark in marks where listed[mark.psdKey]?.covers(counter: mark.counter) ?? false {
            let stamp = Stamp(key: mark.psdKey, counter: mark.counter)
            if let now = raised[stamp], now.kind == .refunded || mark.kind == .spoiled { continue }
            raised[stamp] = mark
        }
        return Array(raised.values)
    }

    var listed: Set<PSDKeyID> { Set(entries.keys) }

    /// Since when keys are suspended in the list.
    var suspended: [PSDKeyID: Timestamp] {
        Dictionary(
            remarks.filter { $0.kind == .suspended }.map { ($0.psdKey, $0.since) }, uniquingKeysWith: { min($0, $1) })
    }

    /// These remarks, and those that the list has beyond them: one stays, from its first item number on, until an operator
    /// has looked at its device since it was made.
    ///
    /// - Parameters:
    ///   - examined: when an operator last looked at a device, by the books.
    ///   - explained: the keys whose suspension in the list the books account for, so that it is theirs to lift: their life
    ///     is over, or their marks didn't fit.
    func raise(
        _ fresh: [KeyListRemark], examined: [PSDKeyID: Timestamp], explained: Set<PSDKeyID> = []
    ) throws(DutyFailure) -> [KeyListRemark] {
        struct Subject: Hashable {
            let key: PSDKeyID
            let kind: KeyListRemark.Kind
        }
        var raised = Dictionary(
            fresh.map { (Subject(key: $0.psdKey, kind: $0.kind), $0) }, uniquingKeysWith: { first, _ in first })
        for held in remarks where examined[held.psdKey].map({ $0 < held.since }) ?? true {
            if held.kind == .suspended, explained.contains(held.psdKey) { continue }
            let subject = Subject(key: held.psdKey, kind: held.kind)
            guard let now = raised[subject] else {
                raised[subject] = held
                continue
            }
            guard held.firstCounter <= now.firstCounter else { continue }
            raised[subject] = try KeyListRemark(
                psdKey: held.psdKey, firstCounter: held.firstCounter, lastCounter: now.lastCounter, kind: held.kind,
                since: min(held.since, now.since))
        }
        return Array(raised.values)
    }
}
