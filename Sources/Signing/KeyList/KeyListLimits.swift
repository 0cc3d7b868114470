import DutyModel

/// How large a key list may be.
public struct KeyListLimits: Hashable, Sendable {
    /// The most bytes of a key list file; about 400 bytes a key and 150 a mark or remark, so room for the most of all.
    public var mostBytes = 208 << 20
    /// The most keys; every franking machine of a country several times over.
    public var mostEntries = 100_000
    /// The most marks on single stamps; the spoiled prints of many years.
    public var mostMarks = 1_000_000
    /// The most remarks on intervals of item numbers; one for every key.
    public var mostRemarks = 100_000
    /// The age, in hours, from which a reader is told that the list is old. The back end signs a list anew each day,
    /// and a machine hears of it within a quarter of an hour: a list of two days was held up somewhere.
    /// It counts beside the end that the list itself names: the publisher vouches for longer, and says less.
    public var remarkedAgeHours: Int64 = 48
    /// Seconds by which the clock of a list's signer may be ahead of the reader's without a word.
    public var clockToleranceSeconds: Int64 = 300
    /// The most verify pages; one in use and those of earlier years.
    public var mostVerifyPrefixes = 16

    /// The default limits.
    public init() {}
}

extension KeyList {
    /// Throws `key_list_bad` with what is wrong, as the end of a sentence that begins with the list.
    func require(_ holds: Bool, _ what: @autoclosure () -> String) throws(DutyFailure) {
        guard holds else { throw DutyFailure(.keyListBad, "The key list \(what()).") }
    }

    /// Checks what no single entry can show: order, no key twice, and counters that never start again.
    func requireConsistency(limits: KeyListLimits) throws(DutyFailure) {
        try require(validUntil == nil || format.holdsEnd, "has an end, which its form does not know")
        try require(validUntil.map { $0 > issuedAt } ?? true, "ends before it was signed")
        try require(certification == nil || validUntil != nil, "has a certificate, but no end")
        try require((1...limits.mostVerifyPrefixes).contains(verifyPrefixes.count), "names no or too many verify pages")
        try require(Set(verifyPrefixes).count == verifyPrefixes.count, "names a verify page twice")
        try require(entries.count <= limits.mostEntries, "holds more than \(limits.mostEntries) keys")
        try require(Set(entries.map(\.publicKey)).count == entries.count, "holds one public key twice")
        for (earlier, later) in zip(entries, entries.dropFirst()) {
            try require(earlier.psdKey.place < later.psdKey.place, "does not hold key \(later.psdKey) in its order")
            guard earlier.psdKey.serial == later.psdKey.serial else { continue }
            try require(
                earlier.lastCounter.map { $0 < later.firstCounter } ?? false,
                "lets the item numbers of \(later.psdKey) start before those of \(earlier.psdKey) end")
        }
        try requireMarksConsistent(limits: limits)
        try requireRemarksConsistent(limits: limits)
    }
}
