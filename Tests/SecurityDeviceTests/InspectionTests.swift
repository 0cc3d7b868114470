import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

struct InspectionTests {
    @Test func inspectionWarnsThenLocksThenAnAuditOpens() throws {
        var bench = try DeviceBench.valid()
        bench.wait(days: 20)
        #expect(!bench.device.status(at: bench.reading).inspectionWarns)
        bench.wait(days: 1)
        #expect(bench.device.status(at: bench.reading).inspectionWarns)
        bench.wait(days: 6, seconds: 86_399)
        try bench.frank(.rupees(1))
        bench.wait(seconds: 1)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdInspectionOverdue)
        try bench.audit()
        try bench.frank(.rupees(1))
    }

    @Test func aRefillRestartsTheInspectionTimerAndARefusalDoesNot() throws {
        var bench = try DeviceBench.valid()
        bench.wait(days: 29)
        try bench.refill(.rupees(1), refuses: true)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdInspectionOverdue)
        try bench.refill(.rupees(1))
        try bench.frank(.rupees(1))
    }

    @Test func settingTheClockBackGainsNothing() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(1))
        bench.wait(days: 28)
        // Only the wall clock is set back; the boot clock went on.
        bench.reading = ClockReading(wall: DeviceBench.start, bootSeconds: bench.reading.bootSeconds)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdClockWentBack)
        #expect(bench.device.status(at: bench.reading).time >= DeviceBench.start.advanced(byDays: 28))
    }

    @Test(arguments: [(Int64(-300), true), (-301, false), (-100_000, false)])
    func goingBackByMoreThanFiveMinutesStopsFranking(_ seconds: Int64, _ allowed: Bool) throws {
        var bench = try DeviceBench.valid()
        bench.reading = ClockReading(
            wall: bench.reading.wall.advanced(bySeconds: seconds), bootSeconds: bench.reading.bootSeconds)
        let before = bench.device.state
        #expect((refusal { try bench.frank(.rupees(1)) } == nil) == allowed)
        if !allowed {
            #expect(bench.device.state == before)
            try bench.audit()
            try bench.frank(.rupees(1))
        }
    }

    @Test func aClockBehindIsNotBelievedForHavingBeenLookedAt() throws {
        var bench = try DeviceBench.valid()
        bench.wait(days: 1)
        bench.reading = ClockReading(wall: DeviceBench.start, bootSeconds: bench.reading.bootSeconds)
        _ = try bench.ask(.rupees(1))
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdClockWentBack)
    }

    @Test func aJumpForwardIsRepairedByASignedTime() throws {
        var bench = try DeviceBench.valid()
        let right = bench.reading
        bench.reading = ClockReading(wall: right.wall.advanced(byDays: 400), bootSeconds: right.bootSeconds)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdInspectionOverdue)
        try bench.audit()
        #expect(try bench.frank(.rupees(1)).record.stamp.record.time == right.wall)
    }

    @Test func bootTimeCountsOverRestarts() throws {
        var bench = try DeviceBench.valid()
        // The wall clock stands still; the computer restarts every ten days.
        for _ in 0..<3 {
            for uptime: Int64 in [10, 864_000] {
                bench.reading = ClockReading(wall: bench.reading.wall, bootSeconds: uptime)
                try bench.device.beginAudit(id: bench.id(), at: bench.reading)
            }
        }
        #expect(bench.device.status(at: bench.reading).lock != nil)
        #expect(bench.device.status(at: bench.reading).time >= DeviceBench.start.advanced(byDays: 29))
    }

    @Test func extremeClocksDoNotCrash() throws {
        var bench = try DeviceBench.valid()
        for wall in [Int64.min, 0, .max] {
            for boot in [Int64.min, 0, .max] {
                bench.reading = ClockReading(wall: Timestamp(wall), bootSeconds: boot)
                #expect(refusal { try bench.frank(.rupees(1)) } != nil)
                _ = bench.device.status(at: bench.reading)
                try bench.device.beginAudit(id: bench.id(), at: bench.reading)
            }
        }
    }

    @Test func waitingRecordsLockAfterTheirDays() throws {
        var bench = try DeviceBench.valid(licence: FrankingLimits(uploadLockDays: 3, uploadGraceDays: 1))
        try bench.frank(.rupees(1))
        bench.wait(days: 3, seconds: 86_399)
        try bench.frank(.rupees(1))
        bench.wait(seconds: 1)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdUploadOverdue)
        try bench.device.applyReceipt(try bench.receipt(through: 1))
        try bench.frank(.rupees(1))
    }

    @Test func aMismatchLocksUntilAGoodAudit() throws {
        var bench = try DeviceBench.valid()
        try bench.audit(differences: [.usageSum])
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdAuditFailed)
        #expect(refusal { _ = try bench.ask(.rupees(1)) } == .psdAuditFailed)
        #expect(bench.device.status(at: bench.reading).auditDifferences == [.usageSum])
        try bench.audit()
        try bench.frank(.rupees(1))
    }

    @Test func staleForeignAndForgedVerdictsExtendNothing() throws {
        var bench = try DeviceBench.valid()
        try bench.device.beginAudit(id: bench.id(), at: bench.reading)
        let first = try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
        let second = try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
        let stale = try bench.funds.verdict(first)
        #expect(refusal { try bench.device.applyVerdict(stale, at: bench.reading) } == .nonceStale)
        let good = try bench.funds.verdict(second)
        let forged = AuditVerdict(
            psdKey: good.psdKey, id: good.id, nonce: good.nonce, statementCounter: good.statementCounter,
            differences: [], inspectionDue: good.inspectionDue.advanced(byDays: 999), epoch: good.epoch,
            time: good.time, signature: good.signature)
        #expect(refusal { try bench.device.applyVerdict(forged, at: bench.reading) } == .signatureBad)
        try bench.device.applyVerdict(good, at: bench.reading)
        #expect(refusal { try bench.device.applyVerdict(good, at: bench.reading) } == .nonceStale)
        var old = bench.funds
        bench.funds.epoch = 9
        try bench.audit()
        old.epoch = 8
        try bench.device.beginAudit(id: bench.id(), at: bench.reading)
        let request = try bench.device.auditRequest(nonce: bench.nonce(), at: bench.reading)
        #expect(refusal { try bench.device.applyVerdict(try old.verdict(request), at: bench.reading) } == .epochStale)
    }
}
