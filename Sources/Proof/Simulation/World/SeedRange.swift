/// The seeds of a run of many trials.
package struct SeedRange: Hashable, Sendable {
    /// The first seed.
    package let first: UInt64
    /// How many there are.
    package let count: UInt64

    /// So many seeds from this one on, as far as numbers go.
    package init(first: UInt64, count: UInt64) {
        self.first = first
        self.count = min(count, .max - first)
    }

    /// Seeds that nobody has run before: what a run found once was fixed, so running the same seeds again finds nothing.
    ///
    /// They are drawn from nine million billion, far behind those that tests run every time, so that two runs hardly
    /// ever meet; they are as short as a person can copy.
    package static func drawn(count: UInt64, using generator: inout some RandomNumberGenerator) -> SeedRange {
        SeedRange(first: UInt64.random(in: drawnFrom, using: &generator), count: count)
    }

    /// Where ranges that are drawn begin.
    package static let drawnFrom: Range<UInt64> = 1 << 32..<1 << 53

    /// The seeds themselves.
    package var seeds: Range<UInt64> { first..<first + count }

    /// What the simulator is given to run the same seeds again.
    package var options: String { "--first \(first) --seeds \(count)" }
}
