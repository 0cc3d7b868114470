import DutyModel

/// What a reader must know of an interval of one key's stamps, as the key list tells it; a remark makes no stamp less
/// genuine.
public struct KeyListRemark: Hashable, Sendable {
    /// What is remarked.
    ///
    /// The names are open. A list may hold a kind that this program was not made for: the reader is then told that
    /// there is something to know, and never passes over it.
    public struct Kind: Hashable, Sendable {
        /// The most characters of a name.
        public static let longestName = 40
        /// Two devices may hold the key, and an operator has not said yet which of them made which stamp.
        public static let underExamination = Kind(known: "under_examination")
        /// The publisher vouches for none of these stamps now: the device is blocked or suspected, or there are more marks
        /// on stamps of its customer than the list holds, so that one of them may be missing.
        public static let suspended = Kind(known: "suspended")

        /// The name in the list: small letters and low lines.
        public let name: String

        /// A kind of this name; nil where no kind can have it.
        public init?(name: String) {
            let isProper = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
            guard (1...Self.longestName).contains(name.utf8.count), isProper else { return nil }
            self.name = name
        }

        private init(known: String) { name = known }
    }

    /// The device key.
    public let psdKey: PSDKeyID
    /// The first item number of the interval; above zero.
    public let firstCounter: UInt32
    /// The last item number of the interval; nil while the interval is open.
    public let lastCounter: UInt32?
    /// What is remarked.
    public let kind: Kind
    /// Since when it is so.
    public let since: Timestamp

    /// A remark on this interval. Throws `value_malformed` where the interval is empty or starts at zero.
    public init(
        psdKey: PSDKeyID, firstCounter: UInt32, lastCounter: UInt32? = nil, kind: Kind, since: Timestamp
    ) throws(DutyFailure) {
        guard firstCounter > 0, lastCounter.map({ $0 >= firstCounter }) ?? true else {
            throw DutyFailure(.valueMalformed, "A remark on key \(psdKey) is on no item number.")
        }
        self.psdKey = psdKey
        self.firstCounter = firstCounter
        self.lastCounter = lastCounter
        self.kind = kind
        self.since = since
    }

    /// Whether the remark is on this item number.
    public func covers(counter: UInt32) -> Bool {
        counter >= firstCounter && lastCounter.map { counter <= $0 } ?? true
    }

    /// Whether this remark stands before the other in a list: by serial, life, first item number and name.
    static func precedes(_ remark: KeyListRemark, _ other: KeyListRemark) -> Bool {
        func place(_ remark: KeyListRemark) -> (UInt64, UInt32, String) {
            (remark.psdKey.place, remark.firstCounter, remark.kind.name)
        }
        return place(remark) < place(other)
    }
}

extension KeyList {
    /// The remarks on this stamp, in the order of the list. O(log n), and the number of remarks on its key.
    public func remarks(on key: PSDKeyID, counter: UInt32) -> [KeyListRemark] {
        let first = remarks.firstPlace { $0.psdKey.place >= key.place }
        return remarks[first...].prefix { $0.psdKey == key }.filter { $0.covers(counter: counter) }
    }

    /// Checks that each remark stands once, in its order, and on stamps that a listed key can have made.
    func requireRemarksConsistent(limits: KeyListLimits) throws(DutyFailure) {
        try require(format.holdsRemarks || remarks.isEmpty, "has remarks, which its form does not know")
        try require(remarks.count <= limits.mostRemarks, "holds more than \(limits.mostRemarks) remarks")
        for (earlier, later) in zip(remarks, remarks.dropFirst()) {
            try require(
                KeyListRemark.precedes(earlier, later),
                "does not hold the remark on item \(later.firstCounter) of \(later.psdKey) once and in its order")
        }
        for remark in remarks {
            let entry = entry(for: remark.psdKey)
            let isCovered = [remark.firstCounter, remark.lastCounter ?? remark.firstCounter].allSatisfy {
                entry?.covers(counter: $0) ?? false
            }
            try require(
                isCovered, "remarks on item \(remark.firstCounter) of key \(remark.psdKey), which no listed key made")
        }
    }
}
