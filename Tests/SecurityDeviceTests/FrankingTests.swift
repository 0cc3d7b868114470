import DutyModel
import Exchanges
import Signing
import DeviceSimulation
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
        try bench.device.applyReceipt(try bench.receipt(through: 2))
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

    @Test func anOldReceiptLetsNoOtherRecordsGo() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        try bench.device.applyReceipt(try bench.receipt(through: 1))
        let before = bench.disk.afterProcessEnd()
        for _ in 0..<2 { try bench.frank(.rupees(2)) }
        let old = try bench.receipt(through: 3)
        // Journal and anchor are put back together, and other impressions take the numbers.
        bench.device = try DeviceBench.open(before)
        for _ in 0..<3 { try bench.frank(.rupees(3)) }
        #expect(refusal { try bench.device.applyReceipt(old) } == .receiptBad)
        #expect(bench.device.unsentRecords(limit: 9).map(\.counter) == [2, 3, 4])
        try bench.device.applyReceipt(try bench.receipt(through: 4))
        #expect(bench.device.unsentRecords(limit: 9).isEmpty)
    }

    /// From and to which record the batch went, what the receipt claims, and up to where it counts.
    @Test(
        arguments: [
            (4, 6, 6, 6), (4, 5, 5, 5), (4, 4, 6, 4), (1, 6, 6, 6), (3, 5, 5, 5), (1, 3, 3, 3), (5, 6, 6, nil),
            (1, 3, 6, nil), (5, 5, 5, nil),
        ] as [(UInt32, UInt32, UInt32, UInt32?)])
    func aReceiptCoversTheBatchThatItNamesAndNothingBeyond(
        from: UInt32, to: UInt32, claimed: UInt32, counts: UInt32?
    ) throws {
        var bench = try DeviceBench.valid()
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        try bench.device.applyReceipt(try bench.receipt(through: 3))
        for _ in 0..<3 { try bench.frank(.rupees(1)) }
        let batch = bench.device.history(from: from, limit: Int(to - from) + 1)
        let hash = UsageBatch(psdKey: DeviceBench.key, records: batch).hash
        let receipt = try bench.funds.receipt(for: DeviceBench.key, hash: hash, through: claimed)
        if let counts {
            try bench.device.applyReceipt(receipt)
            #expect(bench.device.unsentRecords(limit: 9).map(\.counter) == Array(4...6).filter { $0 > counts })
        } else {
            #expect(refusal { try bench.device.applyReceipt(receipt) } == .receiptBad)
            #expect(bench.device.unsentRecords(limit: 9).map(\.counter) == [4, 5, 6])
        }
    }

    @Test func receiptsOfOthersAreRefused() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        let good = try bench.receipt(through: 1)
        let forged = UsageReceipt(
            psdKey: good.psdKey, durableThrough: good.durableThrough, batchHash: good.batchHash,
            time: Timestamp(good.time.seconds + 1), signature: good.signature)
        #expect(refusal { try bench.device.applyReceipt(forged) } == .signatureBad)
        let ahead = try bench.receipt(through: 2)
        #expect(refusal { try bench.device.applyReceipt(ahead) } == .receiptBad)
        let foreign = try bench.receipt(through: 1, for: PSDKeyID(serial: PSDSerial(43), life: 1))
        #expect(refusal { try bench.device.applyReceipt(foreign) } == .receiptBad)
        #expect(bench.device.unsentRecords(limit: 5).count == 1)
    }
}
