import DutyModel
import Exchanges

/// What became of the acts of people that reached the device, as long as it holds what they caused.
///
/// Each act takes the next number. Of one that is not here it can be told whether it never came: its name says how many
/// acts the device had taken in when it was made, and the device knows the highest number that it has forgotten.
struct Acts: Hashable, Sendable {
    /// One act.
    struct Entry: Hashable, Sendable {
        let id: ActID
        /// Its place among all acts that the device ever took in, from 1.
        let number: UInt64
        /// What it did; nil where it was closed undone.
        var deed: ActDeed?
    }

    /// What the device can say of an act.
    enum Standing: Hashable {
        case done(ActDeed)
        /// It was closed undone.
        case closed
        /// It never came, and may come now.
        case fresh
        /// It may be one of those that were forgotten.
        case forgotten
        /// It was made for another device, or for a later state of this one.
        case foreign
    }

    /// The most acts kept that were closed undone; one that is forgotten can't come any more all the same.
    static let closedMaximum = 1_000
    /// The most finished acts kept that belong to no impression.
    static let othersMaximum = 1_000
    /// The most acts kept that have not come to their end. A counter has a few; whoever holds the tablet could name without
    /// end what is outstanding, until the journal were too large to be read.
    static let openMaximum = 1_000
    /// The most acts kept that declared a print spoiled: twice what the impressions held come to, of which each may be
    /// declared again by another act.
    static let spoiledMaximum = 4_000

    /// How many acts were ever taken in.
    private(set) var count: UInt64 = 0
    /// The highest number that was forgotten.
    private(set) var forgottenThrough: UInt64 = 0
    private var held: [ActID: Entry] = [:]

    init() {}

    /// The parts as a snapshot keeps them; nil where they don't fit together.
    init?(count: UInt64, forgottenThrough: UInt64, entries: [Entry]) {
        guard forgottenThrough <= count, entries.allSatisfy({ (1...max(1, count)).contains($0.number) }) else {
            return nil
        }
        self.count = count
        self.forgottenThrough = forgottenThrough
        held = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard held.count == entries.count else { return nil }
    }

    /// The acts that are held, in the order in which they were taken in.
    var entries: [Entry] { held.values.sorted { $0.number < $1.number } }

    /// What is known of this act on the device of this serial.
    func standing(of id: ActID, on serial: PSDSerial?) -> Standing {
        if let entry = held[id] { return entry.deed.map { .done($0) } ?? .closed }
        guard id.serial == serial, id.mark <= count else { return .foreign }
        return id.mark < forgottenThrough ? .forgotten : .fresh
    }

    /// Takes in an act that did this, or closes it where there is no deed; throws where it can't be new.
    mutating func take(_ id: ActID, _ deed: ActDeed?, on serial: PSDSerial?) throws(DutyFailure) {
        guard standing(of: id, on: serial) == .fresh else { throw DeviceState.broken("an act was taken in twice") }
        count += 1
        held[id] = Entry(id: id, number: count, deed: deed)
        switch deed {
        case nil: keep(Self.closedMaximum) { $0.deed == nil }
        // It goes with its record, so franking never looks through the acts.
        case .franked: break
        case .spoiled: keep(Self.spoiledMaximum) { if case .spoiled = $0.deed { true } else { false } }
        case .refill, .cancellation, .withdrawal, .audit, .upload, .lifeBegun:
            keep(Self.othersMaximum) { $0.deed.map { $0.impression == nil && $0.isFinished } ?? false }
            keep(Self.openMaximum) { $0.deed.map { !$0.isFinished } ?? false }
        }
    }

    /// Changes every deed as this says.
    mutating func update(_ change: (ActDeed) -> ActDeed?) {
        for (id, entry) in held {
            guard let deed = entry.deed, let new = change(deed) else { continue }
            held[id]?.deed = new
        }
    }

    /// Closes undone what can't come to its end any more.
    mutating func close(_ isOver: (ActDeed) -> Bool) {
        for (id, entry) in held where entry.deed.map(isOver) ?? false { held[id]?.deed = nil }
        keep(Self.closedMaximum) { $0.deed == nil }
    }

    /// Forgets what was done to impressions of which this holds.
    mutating func forget(_ isGone: (ActDeed) -> Bool) {
        drop(held.values.filter { $0.deed.map(isGone) ?? false })
    }

    /// Forgets the oldest of these that are too many.
    private mutating func keep(_ most: Int, of isOne: (Entry) -> Bool) {
        guard held.count > most else { return }
        let these = held.values.filter(isOne)
        guard these.count > most else { return }
        drop(these.sorted { $0.number < $1.number }.dropLast(most))
    }

    private mutating func drop(_ entries: some Sequence<Entry>) {
        for entry in entries {
            held[entry.id] = nil
            forgottenThrough = max(forgottenThrough, entry.number)
        }
    }
}

extension ActDeed {
    /// The impression that it is about.
    var impression: UInt32? {
        switch self {
        case .franked(let counter), .spoiled(let counter): counter
        case .refill, .cancellation, .withdrawal, .audit, .upload, .lifeBegun: nil
        }
    }
}
