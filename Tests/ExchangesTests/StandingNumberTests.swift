import DutyModel
import Exchanges
import Testing

/// The number of a standing never falls, whoever issues the next one.
@Suite struct StandingNumberTests {
    private func number(_ epoch: UInt64, _ count: UInt64) -> StandingNumber {
        StandingNumber(epoch: epoch, count: count)
    }

    @Test func `the term counts before the count`() {
        let rising = [number(1, 1), number(1, 2), number(1, .max), number(2, 1), number(10, 1), number(.max, 1)]
        for (one, other) in zip(rising, rising.dropFirst()) { #expect(one < other && !(other < one)) }
        #expect(rising.map(\.description).prefix(2) == ["1.1", "1.2"])
    }

    @Test func `the next number is above the one before, in this term and in a later one`() {
        #expect(StandingNumber.next(after: nil, in: 3) == number(3, 1))
        #expect(StandingNumber.next(after: number(3, 7), in: 3) == number(3, 8))
        #expect(StandingNumber.next(after: number(3, 7), in: 4) == number(4, 1))
        // A service of an older term, should there ever be one, doesn't bring the number down.
        #expect(StandingNumber.next(after: number(3, 7), in: 2) == number(3, 8))
        #expect(StandingNumber.next(after: number(3, .max), in: 3) == number(3, .max))
    }
}
