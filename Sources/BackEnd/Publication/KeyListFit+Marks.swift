import DutyModel
import Signing

/// Which marks go out, and whose keys are suspended because theirs don't all fit.
///
/// Marks only become more, so a key that was suspended for them stays so: what doesn't fit by its own bounds never fits
/// later, and where there is too little room for all, those that were suspended before give way first.
struct MarkFit {
    private typealias Owner = KeyListFit.Owner

    private let facts: KeyListFit.Facts
    private let bounds: KeyListBounds
    /// The keys of each owner in the list.
    private var keys: [Owner: [PSDKeyID]] = [:]
    /// The marks of each owner that go out, refunds first.
    private var kept: [Owner: [StampMark]] = [:]

    /// The keys of which not all marks go out.
    private(set) var suspended: Set<PSDKeyID> = []
    private(set) var shortfalls: Set<KeyListFit.Shortfall> = []

    init(_ marks: [StampMark], entries: [KeyListEntry], facts: KeyListFit.Facts, bounds: KeyListBounds) {
        self.facts = facts
        self.bounds = bounds
        for entry in entries { keys[owner(of: entry.psdKey), default: []].append(entry.psdKey) }
        for mark in marks { kept[owner(of: mark.psdKey), default: []].append(mark) }
        kept = kept.mapValues { marks in marks.sorted(by: Self.goesFirst) }
    }

    /// What goes out.
    var marks: [StampMark] { kept.values.flatMap(\.self) }

    private func owner(of key: PSDKeyID) -> Owner { facts.customers[key].map { .customer($0) } ?? .key(key) }

    /// Refunds before declarations, then by key and item number.
    private static func goesFirst(_ mark: StampMark, _ other: StampMark) -> Bool {
        func place(_ mark: StampMark) -> (Int, UInt32, UInt8, UInt32) {
            (mark.kind == .refunded ? 0 : 1, mark.psdKey.serial.number, mark.psdKey.life, mark.counter)
        }
        return place(mark) < place(other)
    }

    /// Keeps each device, then each customer, then all together to their bounds.
    mutating func run() {
        for owner in kept.keys {
            keepDevices(of: owner)
            keepCustomer(owner)
        }
        keepAll()
    }

    private mutating func keepDevices(of owner: Owner) {
        var counts: [PSDKeyID: Int] = [:]
        kept[owner] = kept[owner]?.filter { mark in
            counts[mark.psdKey, default: 0] += 1
            return counts[mark.psdKey, default: 0] <= bounds.marksOfDevice
        }
        for (key, count) in counts where count > bounds.marksOfDevice {
            suspended.insert(key)
            shortfalls.insert(.device(key))
        }
    }

    private mutating func keepCustomer(_ owner: Owner) {
        guard let marks = kept[owner], marks.count > bounds.marksOfCustomer else { return }
        suspend(owner)
        kept[owner] = Array(marks.prefix(bounds.marksOfCustomer))
    }

    /// Where all together are too many, declarations give way before refunds: those of customers who were suspended
    /// before, then of those who have the most marks.
    private mutating func keepAll() {
        var count = kept.values.reduce(0) { $0 + $1.count }
        guard count > bounds.marks else { return }
        let owners = kept.keys.sorted(by: givesWay)
        for onlyRefundsStay in [true, false] {
            for owner in owners where count > bounds.marks {
                let marks = kept[owner] ?? []
                let left = onlyRefundsStay ? marks.filter { $0.kind == .refunded } : []
                guard left.count < marks.count else { continue }
                suspend(owner)
                kept[owner] = left
                count -= marks.count - left.count
            }
        }
    }

    private func givesWay(_ owner: Owner, _ other: Owner) -> Bool {
        func place(_ owner: Owner) -> (Int, Int, String) {
            let keys = keys[owner] ?? []
            let wasSuspended = keys.allSatisfy { facts.suspended[$0] != nil || suspended.contains($0) }
            return (wasSuspended ? 0 : 1, -(kept[owner]?.count ?? 0), "\(owner)")
        }
        return place(owner) < place(other)
    }

    private mutating func suspend(_ owner: Owner) {
        suspended.formUnion(keys[owner] ?? [])
        switch owner {
        case .customer(let customer): shortfalls.insert(.customer(customer))
        case .key(let key): shortfalls.insert(.device(key))
        }
    }
}
