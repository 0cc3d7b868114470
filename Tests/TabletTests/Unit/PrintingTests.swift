import DutyModel
import SecurityDevice
import Testing

@testable import Tablet

/// Prints through the tablet, over a line that loses answers.
@Suite struct PrintingTests {
    @Test func `a drawing whose answer was lost is the same drawing when it's asked for again`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank()
        bench.line.lose("drawing", .after)
        #expect(await failure { _ = try await bench.tablet.drawing(of: 1, .first, as: .pdf) }?.code == .linkBroken)
        #expect(try await bench.tablet.impression(1)?.print?.open == [.sendAgain, .spoil])
        let sent = try await bench.tablet.drawing(of: 1, .first, as: .png)
        #expect(sent.isSentAgain && sent.format == .pdf && sent.file.starts(with: Array("%PDF".utf8)))
        let early = await failure { _ = try await bench.tablet.drawing(of: 1, .second, as: .pdf) }
        #expect(early?.code == .printUnconfirmed)
        #expect(await bench.tablet.snapshot().problems.isEmpty, "what was asked for in vain is the asker's matter")
    }

    @Test func `a word of delivery whose answer was lost may be said again`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        try await bench.frank()
        _ = try await bench.tablet.drawing(of: 1, .first, as: .pdf)
        bench.line.lose("drawingDelivered", .after)
        #expect(await failure { try await bench.tablet.confirmDelivery(of: 1, .first) }?.code == .linkBroken)
        #expect(await failure { _ = try await bench.tablet.drawing(of: 1, .first, as: .pdf) }?.code == .printSpent)
        try await bench.tablet.confirmDelivery(of: 1, .first)
        #expect(try await bench.tablet.impression(1)?.print?.state == .printed)
    }

    @Test func `an impression whose print can't be looked up is franked all the same`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.line.lose("printStandings", .before)
        let made = try await bench.frank(500)
        #expect(made.stamp.counter == 1 && made.print == nil)
        #expect(try await bench.tablet.impression(1)?.print?.state == .debited)
    }

    @Test func `frank with a print that can't be drawn says that the impression stands`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.line.lose("drawing", .before)
        let wish = FrankingWish(amount: .rupees(5), article: try Article("4"))
        let reply = try await bench.tablet.answer(.frank(wish, .pdf))
        guard case .franked(let summary, .failed(let failure)) = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(summary.stamp.counter == 1 && failure.code == .linkBroken)
        #expect(try await bench.tablet.impression(1)?.print?.allows(.print) == true)
    }
}
