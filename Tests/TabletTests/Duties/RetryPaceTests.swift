import DutyModel
import Testing

@testable import Tablet

/// How long the machine waits between looks.
@Suite struct RetryPaceTests {
    @Test func `failures double the wait up to the longest, and a success ends that`() {
        var pace = RetryPace(
            TabletSettings {
                $0.firstRetrySeconds = 5
                $0.longestRetrySeconds = 60
                $0.lookSeconds = 30
            })
        let half = (0..<6).map { _ in pace.wait(after: .failed, random: 0) }
        #expect(half == [2_500, 5_000, 10_000, 20_000, 30_000, 30_000])
        #expect(pace.wait(after: .fine, random: 0) == 15_000)
        #expect(pace.wait(after: .failed, random: 0) == 2_500)
    }

    @Test func `the wait lies between half and the whole, whatever the random number`() {
        for random in [UInt64.min, 1, 7_777_777, .max] {
            var pace = RetryPace(TabletSettings { $0.lookSeconds = 60 })
            #expect((30_000..<60_000).contains(pace.wait(after: .fine, random: random)))
        }
    }

    @Test func `ten thousand failures do not overflow`() {
        var pace = RetryPace(TabletSettings())
        var last: Int64 = 0
        for _ in 0..<10_000 { last = pace.wait(after: .failed, random: 0) }
        #expect(last == 450_000)
    }

    @Test func `while the network is broken no wait is longer than a minute, however long it lasts`() {
        var pace = RetryPace(TabletSettings())
        let waits = (0..<20).map { _ in pace.wait(after: .networkFailed, random: .max) }
        #expect(waits.allSatisfy { $0 <= 60_000 })
        #expect(pace.wait(after: .failed, random: 0) > 60_000, "a service in trouble is not pressed like this")
    }

    @Test func `a look with another failure beside the network's counts as another failure`() {
        let network = DutyFailure(.proxyAuthRequired, ""), other = DutyFailure(.serverBusy, "")
        #expect(LookOutcome.fine.and(network) == .networkFailed)
        #expect(LookOutcome.fine.and(network).and(other) == .failed)
        #expect(LookOutcome.fine.and(other).and(network) == .failed)
    }
}
