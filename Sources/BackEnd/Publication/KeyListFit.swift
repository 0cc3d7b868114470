import DutyModel
import Signing

/// What of the key list's contents goes out, so that a list always does: what one customer's devices say never keeps the
/// list from the others. No clock, no disk.
///
/// Every key whose marks are all there goes out with them. Where marks don't fit, refunds go first, and the key says that
/// it is suspended: a stamp of it is never told as good for want of its mark. A key that can't stand in a list beside the
/// others is left out, and then nothing proves its stamps.
struct KeyListFit {
    /// What there is to publish.
    struct Facts {
        /// The keys, each once.
        var entries: [KeyListEntry]
        /// What became of stamps, each once.
        var marks: [StampMark]
        /// What must be known of stamps.
        var remarks: [KeyListRemark]
        /// Whose the keys are; one that the books don't know stands by itself.
        var customers: [PSDKeyID: CustomerAccount]
        /// The keys that the newest list names.
        var listed: Set<PSDKeyID> = []
        /// Since when keys are suspended in the newest list.
        var suspended: [PSDKeyID: Timestamp] = [:]
        /// The time.
        var now: Timestamp
    }

    /// Something that did not fit, for an alarm.
    enum Shortfall: Hashable {
        /// More stamps of this device are marked than one device may have marked.
        case device(PSDKeyID)
        /// More stamps of this customer are marked than one customer may have marked, or than there is room for.
        case customer(CustomerAccount)
        /// This key was left out, since another has its public key.
        case doubled(PSDKeyID, PSDKeyID)
        /// This key was left out for want of room.
        case leftOut(PSDKeyID)
    }

    /// Whose marks are counted together.
    enum Owner: Hashable {
        case customer(CustomerAccount)
        case key(PSDKeyID)
    }

    private(set) var entries: [KeyListEntry]
    private(set) var marks: [StampMark]
    private(set) var remarks: [KeyListRemark]
    private(set) var shortfalls: Set<Shortfall> = []

    init(_ facts: Facts, bounds: KeyListBounds) throws(DutyFailure) {
        (entries, marks, remarks) = (facts.entries, facts.marks, facts.remarks)
        try leaveOutWhatContradicts(facts, bounds)
        keepToEntries()
        var fit = MarkFit(marks, entries: entries, facts: facts, bounds: bounds)
        fit.run()
        marks = fit.marks
        shortfalls.formUnion(fit.shortfalls)
        try suspend(fit.suspended, facts)
        leaveOutWhatRemarksDontFit(bounds)
        keepToEntries()
    }

    /// Leaves keys out that no list can hold beside the others: a public key twice, and more keys than readers take. A
    /// life that the books let run into the next one ends before it.
    private mutating func leaveOutWhatContradicts(_ facts: Facts, _ bounds: KeyListBounds) throws(DutyFailure) {
        func precedes(_ entry: KeyListEntry, _ other: KeyListEntry) -> Bool {
            let isListed = (facts.listed.contains(entry.psdKey), facts.listed.contains(other.psdKey))
            guard isListed.0 == isListed.1 else { return isListed.0 }
            return (entry.validFrom, entry.psdKey.description) < (other.validFrom, other.psdKey.description)
        }
        var holders: [PublicKeyBytes: PSDKeyID] = [:]
        var kept: [PSDKeyID: KeyListEntry] = [:]
        // What was published first stays; anything else would take back what readers rely on.
        for entry in entries.sorted(by: precedes) {
            if let holder = holders[entry.publicKey] {
                shortfalls.insert(.doubled(entry.psdKey, holder))
            } else if kept.count >= bounds.keys {
                shortfalls.insert(.leftOut(entry.psdKey))
            } else {
                holders[entry.publicKey] = entry.psdKey
                kept[entry.psdKey] = entry
            }
        }
        let inOrder = kept.values.sorted {
            ($0.psdKey.serial.number, $0.psdKey.life) < ($1.psdKey.serial.number, $1.psdKey.life)
        }
        entries = []
        for (place, entry) in inOrder.enumerated() {
            let next = place + 1 < inOrder.count ? inOrder[place + 1] : nil
            guard let next, next.psdKey.serial == entry.psdKey.serial,
                entry.lastCounter.map({ $0 >= next.firstCounter }) ?? true
            else {
                entries.append(entry)
                continue
            }
            // A life without an item number of its own made no stamp.
            guard next.firstCounter > entry.firstCounter else { continue }
            entries.append(try entry.ending(with: next.firstCounter - 1))
        }
    }

    /// Drops marks and remarks on stamps that no listed key can have made, and those of revoked keys, of which nothing
    /// is proof anyway.
    private mutating func keepToEntries() {
        let listed = Dictionary(entries.map { ($0.psdKey, $0) }, uniquingKeysWith: { first, _ in first })
        func speaks(of key: PSDKeyID, _ counter: UInt32) -> Bool {
            guard let entry = listed[key], !entry.isRevoked else { return false }
            return entry.covers(counter: counter)
        }
        marks = marks.filter { speaks(of: $0.psdKey, $0.counter) }
        remarks = remarks.filter { remark in
            [remark.firstCounter, remark.lastCounter ?? remark.firstCounter].allSatisfy {
                speaks(of: remark.psdKey, $0)
            }
        }
    }

    /// Says of the whole life of these keys that they are suspended.
    private mutating func suspend(_ keys: Set<PSDKeyID>, _ facts: Facts) throws(DutyFailure) {
        func isReplaced(_ remark: KeyListRemark) -> Bool { remark.kind == .suspended && keys.contains(remark.psdKey) }
        var since = facts.suspended
        for remark in remarks.filter(isReplaced) {
            since[remark.psdKey] = min(remark.since, since[remark.psdKey] ?? facts.now)
        }
        remarks.removeAll(where: isReplaced)
        for entry in entries where keys.contains(entry.psdKey) && !entry.isRevoked {
            remarks.append(
                try KeyListRemark(
                    psdKey: entry.psdKey, firstCounter: entry.firstCounter, kind: .suspended,
                    since: since[entry.psdKey] ?? facts.now))
        }
    }

    /// Leaves the keys out that have more to be remarked than readers take.
    private mutating func leaveOutWhatRemarksDontFit(_ bounds: KeyListBounds) {
        guard remarks.count > bounds.remarks else { return }
        let counts = Dictionary(grouping: remarks, by: \.psdKey).mapValues(\.count)
        var room = bounds.remarks
        entries = entries.filter { entry in
            let count = counts[entry.psdKey, default: 0]
            guard count <= room else {
                shortfalls.insert(.leftOut(entry.psdKey))
                return false
            }
            room -= count
            return true
        }
    }
}

extension KeyListEntry {
    /// Whether nothing that the key signed is proof.
    var isRevoked: Bool { if case .revoked = status { true } else { false } }

    /// The same key with this last item number.
    fileprivate func ending(with counter: UInt32) throws(DutyFailure) -> KeyListEntry {
        try KeyListEntry(
            psdKey: psdKey, publicKey: publicKey, machine: machine, licence: licence, state: state,
            firstCounter: firstCounter, lastCounter: counter, validFrom: validFrom, validUntil: validUntil,
            status: status)
    }
}
