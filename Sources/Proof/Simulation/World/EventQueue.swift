/// What is still to happen, earliest first; what is due at one moment happens in the order in which it was planned.
struct EventQueue {
    /// One thing to happen.
    struct Entry {
        /// When, in milliseconds of the trial.
        let time: Int64
        /// Counts everything that was ever planned.
        let order: UInt64
        let event: TrialEvent
    }

    private var heap: [Entry] = []
    private var planned: UInt64 = 0

    mutating func plan(_ event: TrialEvent, at time: Int64) {
        planned += 1
        heap.append(Entry(time: time, order: planned, event: event))
        var place = heap.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard Self.isEarlier(heap[place], heap[parent]) else { break }
            heap.swapAt(place, parent)
            place = parent
        }
    }

    mutating func next() -> Entry? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            var least = place
            if left < heap.count, Self.isEarlier(heap[left], heap[least]) { least = left }
            if right < heap.count, Self.isEarlier(heap[right], heap[least]) { least = right }
            guard least != place else { return first }
            heap.swapAt(place, least)
            place = least
        }
    }

    private static func isEarlier(_ one: Entry, _ other: Entry) -> Bool {
        one.time != other.time ? one.time < other.time : one.order < other.order
    }
}

/// One thing that happens in a trial; small, so that a queue of them is quick.
enum TrialEvent {
    /// A parcel arrives, if it does; its place in the network's store.
    case deliver(Int32)
    /// The tablet of a machine waited long enough, unless it went on meanwhile (another turn).
    case tabletWakes(machine: Int, turn: UInt32)
    /// The computer of a machine is up again.
    case machineStarts(machine: Int, start: UInt32)
    /// A clerk does something.
    case clerkActs(machine: Int)
    /// A clerk waited long enough for the answer to a command.
    case clerkWaited(machine: Int, exchange: UInt32)
    /// An operator does something.
    case operatorActs
    /// The sync that a site began is over.
    case siteSyncs(site: Int, start: UInt32)
    /// A site looks whether its replica lags, and sends what it lacks.
    case siteReplicates(site: Int, start: UInt32)
    /// A site is up again.
    case siteStarts(site: Int, start: UInt32)
    /// Operators give a site that lost its database books again.
    case siteMended(site: Int, start: UInt32)
    /// Operators promote the recovery site.
    case promotion
    /// An end to a partition or to a frozen clock.
    case lift(Lift)
}

/// What ends by itself after a while.
enum Lift {
    case oneWay(from: Node, to: Node)
    case frozenClock(machine: Int)
    case frozenServerClock
    /// Nothing ends; a moment that a script waits for.
    case nothing
}

/// Who sends and receives.
struct Node: Hashable {
    let number: UInt8

    static func tablet(_ machine: Int) -> Node { Node(number: UInt8(machine)) }
    static func base(_ machine: Int) -> Node { Node(number: UInt8(8 + machine)) }
    static func site(_ site: Int) -> Node { Node(number: UInt8(16 + site)) }
    static let count = 18
}
