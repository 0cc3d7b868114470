import DutyModel
import Signing
import Simulation
import Testing

@testable import SecurityDevice

struct FrankingTests {
    @Test(arguments: [
        (Int64(0), FailureCode.amountNotPositive), (-1, .amountNotPositive), (.min, .amountNotPositive),
        (100_001, .amountOverFunds), (500_001, .amountOverCap), (.max, .amountOverCap),
    ]) func badAmountsAreRefusedAndChangeNothing(_ amount: Int64, _ code: FailureCode) throws {
        var bench = try DeviceBench.valid(funds: .rupees(1_000))
        let before = bench.device.state
        #expect(refusal { try bench.frank(Paise(amount)) } == code)
        #expect(bench.device.state == before)
    }

    @Test func theWholeDescendingRegisterCanBeSpent() throws {
        var bench = try DeviceBench.valid(funds: .rupees(1_000))
        try bench.frank(.rupees(1_000))
        #expect(bench.device.state.registers == Registers(ascending: .rupees(1_000), descending: .zero))
        #expect(refusal { try bench.frank(Paise(1)) } == .amountOverFunds)
    }

    @Test func anotherStateIsRefused() throws {
        var bench = try DeviceBench.valid()
        #expect(refusal { try bench.frank(.rupees(1), state: "KA") } == .stateNotLicensed)
    }

    @Test func nothingIsFrankedBeforeTheFirstInspection() throws {
        var bench = try DeviceBench()
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdStateRefuses)
        try bench.authorise()
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdStateRefuses)
        try bench.refill(.rupees(10))
        try bench.frank(.rupees(1))
    }

    @Test func aTamperedDeviceFranksNoMore() throws {
        var bench = try DeviceBench.valid()
        try bench.device.tamper()
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdTampered)
        #expect(refusal { try bench.refill(.rupees(1)) } == .psdTampered)
        #expect(try DeviceBench.open(bench.disk).status(at: bench.reading).stateName == "psd_tampered")
    }

    @Test func countAndValueLimitsHoldWithAFrozenClock() throws {
        let licence = FrankingLimits(impressionsPerInspection: 3, valuePerInspection: .rupees(100))
        var bench = try DeviceBench.valid(licence: licence)
        try bench.frank(.rupees(60))
        #expect(refusal { try bench.frank(.rupees(41)) } == .psdInspectionLimit)
        try bench.frank(.rupees(20))
        try bench.frank(.rupees(1))
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdInspectionLimit)
        try bench.audit()
        try bench.frank(.rupees(60))
    }

    @Test func aFullStoreRefusesAndDropsNothing() throws {
        var bench = try DeviceBench.valid(limits: DeviceLimits(unsentRecordsMaximum: 3, recordsKept: 1))
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdStoreFull)
        #expect(bench.device.unsentRecords(limit: 10).map(\.counter) == [1, 2, 3])
        try bench.device.applyReceipt(try bench.funds.receipt(for: DeviceBench.key, through: 2))
        #expect(bench.device.recentRecords(limit: 10).map(\.counter) == [3])
        try bench.frank(.rupees(1))
    }

    @Test func recordsAreChainedAndSigned() throws {
        var bench = try DeviceBench.valid()
        let records = try (0..<3).map { _ in try bench.frank(.rupees(1)) }
        var previous = ContentHash.zero
        for record in records {
            #expect(record.record.previous == previous)
            let stamp = record.record.stamp
            #expect(
                TestVerifier().isValid(stamp.signature, over: stamp.record.signedForm, by: DeviceBench.signer.publicKey)
            )
            let form = record.record.signedForm
            #expect(TestVerifier().isValid(record.signature, over: form, by: DeviceBench.signer.publicKey))
            previous = record.chainHash
        }
        #expect(bench.device.unsentRecords(from: 2, limit: 1) == [records[1]])
    }

    @Test func receiptsOfOthersAreRefused() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        let good = try bench.funds.receipt(for: DeviceBench.key, through: 1)
        let forged = UsageReceipt(
            psdKey: good.psdKey, durableThrough: good.durableThrough, batchHash: good.batchHash,
            time: Timestamp(good.time.seconds + 1), signature: good.signature)
        #expect(refusal { try bench.device.applyReceipt(forged) } == .signatureBad)
        let ahead = try bench.funds.receipt(for: DeviceBench.key, through: 2)
        #expect(refusal { try bench.device.applyReceipt(ahead) } == .receiptBad)
        let foreign = try bench.funds.receipt(for: PSDKeyID(serial: PSDSerial(43), life: 1), through: 1)
        #expect(refusal { try bench.device.applyReceipt(foreign) } == .receiptBad)
        #expect(bench.device.unsentRecords(limit: 5).count == 1)
    }
}
