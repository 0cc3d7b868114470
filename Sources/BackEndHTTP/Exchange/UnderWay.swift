/// Counts what is under way of each asker and of all; who has nothing under way costs no memory.
struct UnderWay<Asker: Hashable & Sendable>: Sendable {
    private let perAsker: Int
    private let ofAll: Int
    private var counts: [Asker: Int] = [:]
    private var all = 0

    /// Nothing is under way yet; at most so much of one asker may be, and of all.
    init(perAsker: Int, ofAll: Int = .max) {
        self.perAsker = perAsker
        self.ofAll = ofAll
    }

    /// Takes a place; false where there is none left.
    mutating func enter(_ asker: Asker) -> Bool {
        guard all < ofAll, counts[asker, default: 0] < perAsker else { return false }
        all += 1
        counts[asker, default: 0] += 1
        return true
    }

    /// Gives a place back.
    mutating func leave(_ asker: Asker) {
        all -= 1
        let left = counts[asker, default: 1] - 1
        counts[asker] = left > 0 ? left : nil
    }
}

/// A turn that somebody was given; it is given back with the last reference to it.
final class Turn: Sendable {
    private let giveBack: @Sendable () -> Void

    init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = giveBack }

    deinit { giveBack() }
}
