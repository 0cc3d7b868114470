import DutyModel

/// What became of one stamp after it was made, as the key list tells its reader.
public struct StampMark: Hashable, Sendable {
    /// What can become of a stamp; a refund follows the declaration that the stamp is spoiled.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Its print was declared spoiled: it stands on no document.
        case spoiled
        /// Its duty was given back.
        case refunded
    }

    /// The device key that made the stamp.
    public let psdKey: PSDKeyID
    /// The stamp's item number.
    public let counter: UInt32
    /// What became of it.
    public let kind: Kind
    /// When it did.
    public let at: Timestamp

    /// A mark on this stamp.
    public init(psdKey: PSDKeyID, counter: UInt32, kind: Kind, at: Timestamp) {
        self.psdKey = psdKey
        self.counter = counter
        self.kind = kind
        self.at = at
    }

    /// Whether this mark stands before the other in a list: by serial, life, item number, and spoiled first.
    static func precedes(_ mark: StampMark, _ other: StampMark) -> Bool {
        func place(_ mark: StampMark) -> (UInt64, UInt32, Int) {
            (mark.psdKey.place, mark.counter, mark.kind == .spoiled ? 0 : 1)
        }
        return place(mark) < place(other)
    }
}

extension KeyList {
    /// What became of this stamp, if anything did; of a stamp that is spoiled and refunded, the refund. O(log n).
    public func mark(for key: PSDKeyID, counter: UInt32) -> StampMark? {
        let after = marks.firstPlace { ($0.psdKey.place, $0.counter) > (key.place, counter) }
        guard after > marks.startIndex else { return nil }
        let mark = marks[after - 1]
        return mark.psdKey == key && mark.counter == counter ? mark : nil
    }

    /// Checks that each mark stands once, in its order, and on a stamp that a listed key can have made.
    func requireMarksConsistent(limits: KeyListLimits) throws(DutyFailure) {
        try require(format.holdsMarks || marks.isEmpty, "has marks, which its form does not know")
        try require(marks.count <= limits.mostMarks, "holds more than \(limits.mostMarks) marks")
        for (earlier, later) in zip(marks, marks.dropFirst()) {
            try require(
                StampMark.precedes(earlier, later),
                "does not hold the mark on item \(later.counter) of \(later.psdKey) once and in its order")
        }
        for mark in marks {
            try require(
                entry(for: mark.psdKey)?.covers(counter: mark.counter) ?? false,
                "marks item \(mark.counter) of key \(mark.psdKey), which no listed key made")
        }
    }
}

extension Array {
    /// The first place at which this holds, in an array where it holds from some place on. O(log n).
    func firstPlace(where holds: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
