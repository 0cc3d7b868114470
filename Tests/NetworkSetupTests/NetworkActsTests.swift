import DutyModel
import Exchanges
import Testing

@testable import NetworkSetup

/// What the tablet says of acts on the network's settings, rule by rule.
@Suite struct NetworkActsTests {
    private static func act(_ acts: NetworkActs, _ random: UInt64) -> ActID {
        acts.place.newAct(random: CountedNumbers(first: random))
    }

    @Test func `an act on trial is done only as long as its settings are in force`() {
        var acts = NetworkActs()
        let (first, second) = (Self.act(acts, 1), Self.act(acts, 2))
        #expect(acts.standing(of: first) == .absent)
        acts.putOnTrial(first)
        #expect(acts.standing(of: first) == .onTrial)
        acts.putOnTrial(second)
        #expect(acts.standing(of: first) == .absent && acts.standing(of: second) == .onTrial)
        acts.endTrial(kept: true)
        #expect(acts.standing(of: second) == .done)
        let third = Self.act(acts, 3)
        acts.putOnTrial(third)
        acts.endTrial(kept: false)
        #expect(acts.standing(of: third) == .absent && acts.standing(of: second) == .done)
        acts.putOnTrial(nil)
        acts.endTrial(kept: true)
        #expect(acts.standing(of: second) == .done)
    }

    @Test func `an act as old as a forgotten one is never called not done`() {
        var acts = NetworkActs()
        let (kept, lost) = (Self.act(acts, 1), Self.act(acts, 2))
        acts.take(kept)
        for number in 0..<UInt64(NetworkActs.maximum) { acts.take(Self.act(acts, 10 + number)) }
        #expect(acts.standing(of: kept) == .forgotten)
        #expect(acts.standing(of: lost) == .forgotten)
        #expect(acts.standing(of: Self.act(acts, 99)) == .absent)
    }

    @Test func `acts on a device and of a later state are foreign`() {
        var later = NetworkActs()
        later.take(Self.act(later, 1))
        let acts = NetworkActs()
        #expect(acts.standing(of: Self.act(later, 2)) == .foreign)
        let onDevice = ActPlace(serial: PSDSerial(0), mark: 0).newAct(random: CountedNumbers(first: 3))
        #expect(!onDevice.isOnTablet && acts.standing(of: onDevice) == .foreign)
    }
}

/// Numbers in a row.
private struct CountedNumbers: RandomSource {
    let first: UInt64
    func next() -> UInt64 { first << 32 }
}
