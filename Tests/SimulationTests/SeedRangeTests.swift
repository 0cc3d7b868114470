import Simulation
import Testing

/// Which seeds a long run takes.
@Suite struct SeedRangeTests {
    @Test func `a range that is drawn is new each time, and lies behind the seeds that tests run`() {
        var generator = SystemRandomNumberGenerator()
        let drawn = (0..<1_000).map { _ in SeedRange.drawn(count: 100_000, using: &generator) }
        #expect(Set(drawn.map(\.first)).count == drawn.count)
        #expect(drawn.allSatisfy { $0.first > 1_000_000_000 && $0.seeds.count == 100_000 })
    }

    @Test func `its options repeat it, and the largest numbers trap nowhere`() {
        #expect(SeedRange(first: 20_000_000, count: 300_000).options == "--first 20000000 --seeds 300000")
        #expect(SeedRange(first: .max, count: .max).seeds.isEmpty)
        #expect(SeedRange(first: .max - 2, count: 9).seeds.count == 2)
    }
}
