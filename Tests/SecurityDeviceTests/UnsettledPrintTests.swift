import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// Whatever happens, one of *print*, *send again* and *spoil* is open until one has succeeded: newer impressions, receipts,
/// locks, power cuts and later lives change nothing about that.
@Suite struct UnsettledPrintTests {
    /// What each impression of `bench` came to: 1 debited, 2 begun, 3 printed, 4 begun again, 5 printed again, 6 spoiled.
    static let states: [UInt32: PrintState] = [
        1: .debited, 2: .begun, 3: .printed, 4: .begunAgain, 5: .printedAgain, 6: .spoiled,
    ]

    private func bench(_ limits: DeviceLimits = DeviceLimits(recordsKept: 1)) throws -> DeviceBench {
        var bench = try DeviceBench.valid(limits: limits)
        for _ in 1...6 { try bench.frank(.rupees(1)) }
        for counter: UInt32 in 2...5 { _ = try bench.draw(counter, .first) }
        for counter: UInt32 in 3...5 { try bench.device.markDelivered(counter: counter, .first) }
        for counter: UInt32 in 4...5 { _ = try bench.draw(counter, .second) }
        try bench.device.markDelivered(counter: 5, .second)
        _ = try bench.spoil(6)
        try bench.device.acknowledgeSpoil(counter: 6)
        return bench
    }

    private func receipt(_ bench: inout DeviceBench, through counter: UInt32) throws {
        try bench.device.applyReceipt(try bench.receipt(through: counter))
    }

    private func states(_ bench: DeviceBench) -> [UInt32: PrintState] {
        bench.device.printStandings(limit: 99).mapValues(\.state)
    }

    @Test func `what is not settled is held past the newest records, and what is settled goes`() throws {
        var bench = try bench()
        #expect(states(bench) == Self.states)
        for _ in 7...9 { try bench.frank(.rupees(1)) }
        try receipt(&bench, through: 9)
        #expect(states(bench) == [1: .debited, 2: .begun, 4: .begunAgain, 7: .debited, 8: .debited, 9: .debited])
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut(), limits: DeviceLimits(recordsKept: 1))
        let open = bench.device.printStandings(limit: 99).mapValues(\.open)
        #expect(open[1] == [.print, .spoil] && open[2] == [.sendAgain, .spoil] && open[4] == [.sendAgain])
        #expect(bench.device.unsettledPrints(limit: 2).keys.sorted() == [1, 2])
        #expect(bench.device.unsettledPrints(from: 3, limit: 9).keys.sorted() == [4, 7, 8, 9])
        #expect(bench.device.record(counter: 1)?.counter == 1 && bench.device.record(counter: 3) == nil)

        // Each leads out, and is then held until the next receipt, so that it may be said twice.
        #expect(try bench.draw(1, .first).begun == nil)
        #expect(try bench.draw(2, .first).begun == bench.drawing(2, .first), "the same print, byte for byte")
        #expect(try bench.draw(4, .second).begun == bench.drawing(4, .second))
        for _ in 0..<2 {
            try bench.device.markDelivered(counter: 1, .first)
            try bench.device.markDelivered(counter: 4, .second)
        }
        let declaration = try bench.spoil(2)
        #expect(try bench.spoil(2) == declaration)
        try bench.frank(.rupees(1))
        try receipt(&bench, through: 10)
        #expect(states(bench).keys.sorted() == [7, 8, 9, 10])
        #expect(bench.device.unacknowledgedSpoils == [declaration])
        #expect(bench.device.state.keptRecords.keys.sorted() == [7, 8, 9])
    }

    @Test func `an act is kept as long as its impression`() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(recordsKept: 1))
        let act = ActID(on: DeviceBench.key.serial, mark: 0, random: SystemRandomSource())
        let order = FrankingOrder(amount: .rupees(1), article: try Article("4"), state: try StateCode("MH"))
        let record = try bench.device.frank(order, act: act, at: bench.reading)
        for _ in 2...4 { try bench.frank(.rupees(1)) }
        try receipt(&bench, through: 4)
        #expect(try bench.device.frank(order, act: act, at: bench.reading) == record)
        #expect(bench.device.outcome(of: act) == .done(.franked(counter: 1)))
    }

    @Test func `too many that are not settled stop franking until enough are`() throws {
        let limits = DeviceLimits(recordsKept: 1, unsettledPrintsMaximum: 3)
        var bench = try DeviceBench.valid(limits: limits)
        for _ in 1...4 { try bench.frank(.rupees(1)) }
        try receipt(&bench, through: 4)
        #expect(refusal { try bench.frank(.rupees(1)) } == .printsUnsettled)
        #expect(bench.device.status(at: bench.reading).lock == .printsUnsettled)
        let before = bench.device.state.registers
        #expect(before.ascending == .rupees(4), "the refusal debited nothing")
        _ = try bench.draw(2, .first)
        #expect(refusal { try bench.frank(.rupees(1)) } == .printsUnsettled, "begun isn't settled")
        try bench.device.markDelivered(counter: 2, .first)
        try bench.frank(.rupees(1))
        try receipt(&bench, through: 5)
        #expect(bench.device.state.keptRecords.keys.sorted() == [1, 3, 4])
        #expect(refusal { try bench.frank(.rupees(1)) } == .printsUnsettled)
        _ = try bench.spoil(3)
        try bench.frank(.rupees(1))
    }

    @Test func `an earlier life's prints are drawn in every later phase, and nothing is declared about them`() throws {
        var bench = try bench(DeviceLimits())
        try receipt(&bench, through: 6)
        let licence = try #require(bench.device.state.authorisation)
        try bench.withdraw()
        #expect(bench.device.printStandings(limit: 9)[1]?.open == [.print, .spoil], "the key is still there")
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        func check(_ place: String) throws {
            let standings = bench.device.printStandings(limit: 9)
            #expect(standings.mapValues(\.state) == Self.states, "\(place)")
            #expect(
                standings.mapValues(\.open) == [
                    1: [.print], 2: [.sendAgain], 3: [.printOnceMore], 4: [.sendAgain], 5: [], 6: [],
                ], "\(place)")
            for counter: UInt32 in [1, 2, 3, 5] {
                #expect(refusal { _ = try bench.spoil(counter) } != nil, "\(place)")
            }
            #expect(try bench.device.permittedDrawing(counter: 2, .first).licence == licence, "\(place)")
            #expect(bench.device.unsettledPrints(limit: 9).keys.sorted() == [1, 2, 4], "\(place)")
        }
        try check("withdrawn")
        #expect(refusal { try bench.device.destroy() } == .printsUnsettled)
        func reopen() throws {
            bench.device = try DeviceBench.open(bench.disk, signer: TestSigner(name: "second life"))
        }
        try reopen()
        try bench.device.beginNextLife()
        try check("initialised")
        let request = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        try bench.device.configure(try bench.funds.configuration(for: request), at: bench.reading)
        try check("authorised")
        try bench.refill(.rupees(9))
        try reopen()
        try check("valid")
        try bench.frank(.rupees(1))
        #expect(refusal { _ = try bench.spoil(1) } == .spoilRefused)

        #expect(try bench.draw(2, .first).begun == bench.drawing(2, .first), "the same print, byte for byte")
        _ = try bench.draw(1, .first)
        for counter: UInt32 in [1, 2] { try bench.device.markDelivered(counter: counter, .first) }
        try bench.device.markDelivered(counter: 4, .second)
        #expect(bench.device.unsettledPrints(limit: 9).keys.sorted() == [7])
        #expect(bench.device.state.earlierLicences == [licence])
    }

    @Test func `the licence of an earlier life goes with its last impression`() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(recordsKept: 0))
        try bench.frank(.rupees(1))
        try receipt(&bench, through: 1)
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        let second = TestSigner(name: "second life")
        bench.device = try DeviceBench.open(bench.disk, limits: DeviceLimits(recordsKept: 0), signer: second)
        try bench.device.beginNextLife()
        #expect(bench.device.state.earlierLicences.count == 1)
        _ = try bench.draw(1, .first)
        try bench.device.markDelivered(counter: 1, .first)
        let request = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        try bench.device.configure(try bench.funds.configuration(for: request), at: bench.reading)
        try bench.refill(.rupees(9))
        try bench.frank(.rupees(1))
        let key = try #require(bench.device.state.psdKey)
        try bench.device.applyReceipt(try bench.receipt(through: 2, for: key))
        #expect(bench.device.state.earlierLicences.isEmpty)
        #expect(bench.device.state.keptRecords.keys.sorted() == [2])
    }

    @Test func `a snapshot of version 3 ends where it ended then`() throws {
        var bench = try bench()
        try receipt(&bench, through: 6)
        let state = bench.device.state
        #expect(state.keptRecords.keys.sorted() == [1, 2, 4])
        #expect(try DeviceState(encoded: state.encoded) == state)
        var older = state
        older.keptRecords = [:]
        // The two empty lists that version 4 put at the end, and whom the device obeys, which version 5 did.
        let payload =
            [0, 3]
            + SnapshotSurgery.withoutMarks(older).dropFirst(2).dropLast(8 + ObedienceTests.encodedWithoutRoot)
        #expect(try DeviceState(encoded: Array(payload)) == older)
        #expect(refusal { _ = try DeviceState(encoded: Array(payload) + [0]) } == .journalDamaged)
    }
}
