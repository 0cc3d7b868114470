import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// No setting of the wall clock lifts a lock; only the back end's signed time repairs one.
@Suite struct ClockSettingTests {
    private static let year: Int64 = 365

    private static func set(_ bench: inout DeviceBench, byDays days: Int64) {
        bench.reading = ClockReading(
            wall: bench.reading.wall.advanced(byDays: days), bootSeconds: bench.reading.bootSeconds)
    }

    /// Each lock, and what brings it about.
    static let locks: [(FailureCode, @Sendable (inout DeviceBench) throws -> Void)] = [
        (.psdInspectionOverdue, { $0.wait(days: 28) }),
        (
            .psdUploadOverdue,
            { bench in
                try bench.frank(.rupees(1))
                bench.wait(days: 7)
            }
        ),
        (.psdAuditFailed, { try $0.audit(differences: [.usageSum]) }),
        (.psdInspectionLimit, { bench in for _ in 0..<5 { try bench.frank(.rupees(1)) } }),
        (.psdClockWentBack, { ClockSettingTests.set(&$0, byDays: -1) }),
    ]

    @Test(arguments: locks.indices, [Int64(-365), 365, -20, 20, -400_000, 4_000_000])
    func `no setting of the clock lifts a lock`(_ index: Int, _ days: Int64) throws {
        var bench = try DeviceBench.valid(licence: FrankingLimits(impressionsPerInspection: 5))
        let (code, lock) = Self.locks[index]
        try lock(&bench)
        #expect(bench.device.status(at: bench.reading).lock == code)
        let before = bench.device.state
        Self.set(&bench, byDays: days)
        if code == .psdClockWentBack, days > 0 {
            // Set forward again it stands where it must, or ahead; ahead by this much, the inspection is overdue.
            guard days > 28 else { return }
        }
        #expect(refusal { try bench.frank(.rupees(1)) } != nil)
        #expect(bench.device.state == before)
        bench.wait(days: 1)
        #expect(refusal { try bench.frank(.rupees(1)) } != nil)
    }

    @Test(arguments: [-year, year]) func `a date a year off is repaired by the back end's signed time`(
        _ days: Int64
    ) throws {
        var bench = try DeviceBench.valid()
        let right = bench.reading.wall
        Self.set(&bench, byDays: days)
        #expect(
            refusal { try bench.frank(.rupees(1)) } == (days < 0 ? .psdClockWentBack : .psdInspectionOverdue))
        try bench.audit()
        #expect(try bench.frank(.rupees(1)).record.stamp.record.time == right)
        #expect(bench.device.status(at: bench.reading).inspectionDue == right.advanced(byDays: 28))
        // The clock is put right: forward that is a jump again, back it went back; a refill's answer repairs both.
        Self.set(&bench, byDays: -days)
        #expect(refusal { try bench.frank(.rupees(1)) } != nil)
        try bench.refill(.rupees(1))
        #expect(try bench.frank(.rupees(1)).record.stamp.record.time == right)
    }

    @Test func `a record made while the clock stood ahead waits no longer for that`() throws {
        var bench = try DeviceBench.valid()
        Self.set(&bench, byDays: 10)
        try bench.frank(.rupees(1))
        Self.set(&bench, byDays: -10)
        try bench.audit()
        try bench.frank(.rupees(1))
        bench.wait(days: 6, seconds: 86_399)
        try bench.frank(.rupees(1))
        bench.wait(seconds: 1)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdUploadOverdue)
        // Its date passes, and it still waits.
        bench.wait(days: 4)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdUploadOverdue)
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdUploadOverdue)
        try bench.device.applyReceipt(try bench.receipt(through: 3))
        try bench.frank(.rupees(1))
    }

    /// Two devices live the same life, one with honest clocks, one whose wall clock is set at random: whenever the
    /// honest one is locked, the other is.
    @Test(arguments: 0..<12) func `whenever a lock holds with honest clocks, it holds with any wall clock`(
        _ lane: UInt64
    ) throws {
        for seed in (lane * 25)..<(lane * 25 + 25) {
            var pair = try ClockPair(seed: seed)
            for step in 0..<60 { try pair.step("seed \(seed), step \(step)") }
        }
    }
}

/// One life on an honest and on a dishonest wall clock.
private struct ClockPair {
    private var honest: DeviceBench
    private var fooled: DeviceBench
    private var random: SeededRandom
    /// True time since the start of the computer.
    private var boot: Int64 = 1_000
    private var time = DeviceBench.start
    private var offset: Int64 = 0

    init(seed: UInt64) throws {
        let licence = FrankingLimits(impressionsPerInspection: 8, valuePerInspection: .rupees(40))
        honest = try .valid(licence: licence)
        fooled = try .valid(licence: licence)
        random = SeededRandom(seed: seed)
    }

    mutating func step(_ place: String) throws {
        if random.oneIn(12) {
            // The computer starts again, and the device is looked at.
            boot = 0
            read()
            try look()
        }
        passTime()
        if random.oneIn(4) { setWall() }
        read()
        try look()
        compare(place)
        switch random.below(8) {
        case 0...3: try frank(place)
        case 4: try both { try $0.audit() }
        case 5: try both { try $0.audit(differences: [.usageSum]) }
        case 6: try both { try $0.refill(.rupees(1)) }
        default: try receipt()
        }
        compare(place)
    }

    private mutating func passTime() {
        let passed = Int64(random.below(random.oneIn(3) ? 400_000 : 4_000))
        time = time.advanced(bySeconds: passed)
        boot += passed
    }

    private mutating func setWall() {
        offset =
            switch random.below(4) {
            case 0: 0
            case 1: Int64(random.below(1_200)) - 600
            case 2: Int64(random.below(60 * 86_400)) - 30 * 86_400
            default: Int64(random.below(20 * 365 * 86_400)) - 10 * 365 * 86_400
            }
    }

    private mutating func read() {
        honest.reading = ClockReading(wall: time, bootSeconds: boot)
        fooled.reading = ClockReading(wall: time.advanced(bySeconds: offset), bootSeconds: boot)
        honest.funds.time = time
        fooled.funds.time = time
    }

    /// A question that changes nothing, so that both see their clocks.
    private mutating func look() throws {
        let id = honest.id()
        try both { try $0.device.beginAudit(id: id, at: $0.reading) }
    }

    private mutating func both(_ act: (inout DeviceBench) throws -> Void) throws {
        if honest.device.status(at: honest.reading).auditDifferences.isEmpty == false,
            fooled.device.status(at: fooled.reading).auditDifferences.isEmpty == false
        {
            // A refill is refused to both then; an audit is not.
            do { try act(&honest) } catch let failure as DutyFailure where failure.code == .psdAuditFailed { return }
            try act(&fooled)
        } else {
            try act(&honest)
            try act(&fooled)
        }
    }

    private mutating func frank(_ place: String) throws {
        guard fooled.device.status(at: fooled.reading).lock == nil,
            honest.device.status(at: honest.reading).lock == nil
        else {
            // What only the fooled one refuses, neither does, so that the lives stay the same.
            return
        }
        let amount = Paise.rupees(Int64(1 + random.below(12)))
        let refused = refusal { try honest.frank(amount) }
        #expect(refusal { try fooled.frank(amount) } == refused, "\(place)")
    }

    private mutating func receipt() throws {
        let made = honest.device.status(at: honest.reading).itemCount
        guard made > 0 else { return }
        let counter = UInt32(1 + random.below(Int(made)))
        try both { try $0.device.applyReceipt(try $0.receipt(through: counter)) }
    }

    private func compare(_ place: String) {
        let fooledLock = fooled.device.status(at: fooled.reading).lock
        guard let lock = honest.device.status(at: honest.reading).lock else { return }
        #expect(fooledLock != nil, "\(place): \(lock.rawValue) holds with an honest clock only, \(offset) s off")
    }
}
