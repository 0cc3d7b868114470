import DutyModel
import Testing

@testable import SiteNetwork

@Suite struct DNSQuestionMachineTests {
    typealias Machine = DNSQuestionMachine

    private static func machine(_ plan: DNSPlan = DNSPlan(servers: 2, rounds: 2)) throws -> Machine {
        // The first try has the id 7, the next 8, and so on.
        var next: UInt16 = 6
        return Machine(DNSQuestion(name: try DNSName("service.example"), type: .a), plan) {
            next += 1
            return next
        }
    }

    private func begun(_ plan: DNSPlan = DNSPlan(servers: 2, rounds: 2)) throws -> Machine {
        var machine = try Self.machine(plan)
        _ = machine.handle(.begin)
        return machine
    }

    /// Which server is asked, and how; nil where the action is another.
    private func asked(_ action: Machine.Action) -> String? {
        guard case .ask(_, let server, let transport, _) = action else { return nil }
        return "\(server) \(transport.rawValue)"
    }

    private func failed(_ action: Machine.Action) -> FailureCode? {
        guard case .fail(let code, _) = action else { return nil }
        return code
    }

    @Test func everyEventInEveryStateLeadsWhereTheTableSays() throws {
        let good = Machine.Event.received(DNSBytes.answer(), try: 0)
        let events: [Machine.Event] = [
            .begin, good, .received([9], try: 0), .closed(try: 0, "x"), .tryTimeUp(try: 0), .timeUp,
        ]
        let ways: [(Machine.State, [Machine.Event])] = [
            (.idle, []), (.asking, [.begin]), (.done, [.begin, good]), (.failed, [.begin, .timeUp]),
        ]
        let table: [[Machine.State]] = [
            [.asking, .idle, .idle, .idle, .idle, .idle],
            [.asking, .done, .asking, .asking, .asking, .failed],
            [Machine.State](repeating: .done, count: 6),
            [Machine.State](repeating: .failed, count: 6),
        ]
        for (row, (state, way)) in ways.enumerated() {
            for (column, event) in events.enumerated() {
                var machine = try Self.machine()
                for step in way { _ = machine.handle(step) }
                #expect(machine.state == state)
                let action = machine.handle(event)
                #expect(machine.state == table[row][column], "\(event) in \(state)")
                if state == .done || state == .failed { #expect(action == .nothing) }
            }
        }
    }

    @Test func silentServersAreAskedInTurnsAndThenTheTimeIsUp() throws {
        var machine = try Self.machine()
        #expect(asked(machine.handle(.begin)) == "0 UDP")
        for (number, next) in ["1 UDP", "0 UDP", "1 UDP"].enumerated() {
            #expect(asked(machine.handle(.tryTimeUp(try: number))) == next)
        }
        #expect(failed(machine.handle(.tryTimeUp(try: 3))) == .dnsTimeout)
        #expect(Set(machine.tries.map(\.id)).count == 4)
    }

    @Test func anAnswerThatComesLateCountsAsWell() throws {
        var machine = try begun()
        _ = machine.handle(.tryTimeUp(try: 0))
        guard case .finish(_, try: 0) = machine.handle(.received(DNSBytes.answer(), try: 0)) else {
            Issue.record("the answer was not taken")
            return
        }
    }

    @Test func aForeignIDOrQuestionIsPassedOverAndNamedInTheEnd() throws {
        let foreign: [[UInt8]] = [
            DNSBytes.answer(id: 8), DNSBytes.answer(to: "other.example"), DNSBytes.answer(type: .aaaa, addresses: []),
            DNSQueryEncoder.bytes(
                id: 7, DNSQuestion(name: try DNSName("service.example"), type: .a), extended: false),
            DNSBytes(counts: [0, 0, 0, 0]).bytes,
        ]
        for bytes in foreign {
            var machine = try begun(DNSPlan(servers: 1, rounds: 1))
            #expect(machine.handle(.received(bytes, try: 0)) == .nothing)
            var patient = machine
            #expect(failed(machine.handle(.tryTimeUp(try: 0))) == .dnsMalformed)
            guard case .finish = patient.handle(.received(DNSBytes.answer(to: "SERVICE.example"), try: 0)) else {
                Issue.record("the right answer was not taken")
                return
            }
        }
    }

    @Test func aTruncatedAnswerIsAskedForOverTCP() throws {
        var machine = try begun()
        let cut = DNSBytes.answer(flags: 0x8380, addresses: [])
        #expect(asked(machine.handle(.received(cut, try: 0))) == "0 TCP")
        // However often it comes, it opens one connection.
        #expect(machine.handle(.received(cut, try: 0)) == .nothing)
        // Where TCP does not pass, the next server is asked.
        #expect(asked(machine.handle(.closed(try: 1, "refused"))) == "1 UDP")
    }

    @Test func anErrorGoesToTheNextServerAndIsNamedInTheEnd() throws {
        for (code, name) in [(UInt16(2), FailureCode.dnsFailed), (5, .dnsRefused)] {
            var machine = try begun(DNSPlan(servers: 2, rounds: 1))
            #expect(asked(machine.handle(.received(DNSBytes.answer(flags: 0x8180 | code), try: 0))) == "1 UDP")
            #expect(failed(machine.handle(.tryTimeUp(try: 1))) == name)
        }
        var malformed = try begun(DNSPlan(servers: 1, rounds: 1))
        #expect(failed(malformed.handle(.received([0, 7, 0x81], try: 0))) == .dnsMalformed)
    }

    @Test func anOldServerIsAskedAgainWithoutExtensions() throws {
        var machine = try begun()
        let old = DNSBytes(flags: 0x8181, counts: [0, 0, 0, 0]).bytes
        #expect(asked(machine.handle(.received(old, try: 0))) == "0 UDP")
        #expect(machine.tries[1].extended == false)
        #expect(machine.handle(.received(old, try: 0)) == .nothing)
        #expect(asked(machine.handle(.received([0, 8] + old.dropFirst(2), try: 1))) == "1 UDP")
    }

    @Test func whoOnlyAsksGetsEveryAnswerAsItIs() throws {
        for flags: UInt16 in [0x8380, 0x8183, 0x8185, 0x8182] {
            var machine = try begun(DNSPlan(servers: 1, rounds: 1, seeksAnswer: false))
            guard case .finish = machine.handle(.received(DNSBytes.answer(flags: flags), try: 0)) else {
                Issue.record("the answer was not given back")
                return
            }
        }
    }
}
