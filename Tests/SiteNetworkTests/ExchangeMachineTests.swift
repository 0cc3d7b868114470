import DutyModel
@testable import SiteNetwork
import Testing

@Suite struct ExchangeMachineTests {
    typealias Machine = ExchangeMachine

    private static let head = Machine.Head(status: 200, fields: [.init("a", "b")], keepAlive: true)

    /// The shortest way into each state.
    private static let ways: [(Machine.State, [Machine.Event])] = [
        (.idle, []), (.awaitingHead, [.begin]), (.readingBody, [.begin, .head(head)]),
        (.done, [.begin, .head(head), .end]), (.failed, [.begin, .closed]),
    ]

    private static let events: [Machine.Event] = [
        .begin, .head(head), .body([1]), .end, .malformed("x"), .headTooLarge, .tlsBroken("x"), .closed, .timeUp,
    ]

    /// Rows are states, columns are events, in the order of `ways` and `events`.
    private static let table: [[Machine.State]] = [
        [.awaitingHead] + [Machine.State](repeating: .failed, count: 8),
        [.failed, .readingBody] + [Machine.State](repeating: .failed, count: 7),
        [.failed, .failed, .readingBody, .done] + [Machine.State](repeating: .failed, count: 5),
        [Machine.State](repeating: .done, count: 9),
        [Machine.State](repeating: .failed, count: 9),
    ]

    @Test func everyEventInEveryStateLeadsWhereTheTableSays() {
        for (row, (state, way)) in Self.ways.enumerated() {
            for (column, event) in Self.events.enumerated() {
                var machine = Machine(limits: .init())
                for step in way { _ = machine.handle(step) }
                #expect(machine.state == state)
                let action = machine.handle(event)
                #expect(machine.state == Self.table[row][column], "\(event) in \(state)")
                if state == .done || state == .failed { #expect(action == .nothing) }
            }
        }
    }

    @Test func theBodyMayFillItsLimitAndNotOneByteMore() {
        var limits = NetworkLimits()
        limits.answerBodyBytes = 4
        var machine = Machine(limits: limits)
        for event in [.begin, .head(Self.head), .body([1, 2]), .body([3, 4])] as [Machine.Event] {
            _ = machine.handle(event)
        }
        #expect(machine.body == [1, 2, 3, 4])
        guard case .fail(.answerTooLarge, _) = machine.handle(.body([5])) else {
            Issue.record("a fifth byte was taken")
            return
        }
        #expect(machine.body.isEmpty)
    }

    @Test func aSwitchOfProtocolsIsNotHTTP() {
        var machine = Machine(limits: .init())
        _ = machine.handle(.begin)
        let action = machine.handle(.head(.init(status: 101, fields: [], keepAlive: true)))
        guard case .fail(.httpMalformed, _) = action else {
            Issue.record("status 101 was taken")
            return
        }
    }
}
