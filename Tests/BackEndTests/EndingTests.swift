import DutyModel
import Exchanges
import FundsLedger
import PublishedKeys
import Signing
import Storage
import Testing

@testable import BackEnd

/// Devices that are taken out of use without their word: where their stamps end.
@Suite struct EndingTests {
    private static let prefix = "HTTP://127.0.0.1:8700/V/"

    /// What the newest list says of a stamp.
    private func verdict(_ record: SignedUsageRecord, _ site: TestSite) async throws -> FailureCode? {
        let prefix = try VerifyPrefix(Self.prefix)
        let folder = PublishedFolder("\(site.folder)/public")
        try await KeyListPublication(
            site.backEnd, into: folder, demonstration: true, verifyPrefix: prefix, clock: site.clock
        ).publish()
        let code = try StampCode.encode(record.record.stamp, prefix: prefix)
        if case .notProven(let failure) = StampVerifier().judge(code, against: try folder.source.load().list) {
            return failure.code
        }
        return nil
    }

    private func retire(_ site: TestSite, lastItem: UInt32? = nil) async throws -> UInt32 {
        let key = site.device.psdKey
        guard case .retired(let last) = try await site.backEnd.operators.answer(.retire(key, lastItem: lastItem)) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return last
    }

    @Test func `stamps end with the last item that the books know, whatever is signed afterwards`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        device.time = site.clock.now()
        try await site.refill(&device, .rupees(100))
        let honest = try await site.frank(&device, [.rupees(1), .rupees(2)])
        #expect(try await retire(site) == 2)
        for record in honest { #expect(try await verdict(record, site) == nil) }
        // Whoever found the device prints on, with dates of their choice.
        site.clock.advance(bySeconds: 1)
        device.time = Timestamp(4_294_967_000)
        let later = try await site.frank(&device, [.rupees(3)])
        #expect(try await verdict(later[0], site) == .stampOutsideInterval)
        let anew = try device.record(
            counter: 1, value: .rupees(50), registers: device.registers, previous: .zero)
        _ = try await site.backEnd.transactions.accept(device.batch([anew]), from: site.caller(.transactions))
        #expect(try await verdict(anew, site) == .stampOutsideInterval)
        #expect(try await retire(site) == 2)
        // What it declares spoiled says nothing of the papers from before.
        try await site.backEnd.transactions.declare(device.spoil(honest[0]), from: site.caller(.transactions))
        #expect(try await site.backEnd.enrolment.publishedMarks().isEmpty)
        for record in honest { #expect(try await verdict(record, site) == nil) }
        try await site.expectSoundLedger()
    }

    @Test func `a record from before that comes late is booked, and good where the end is confirmed to be later`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        device.time = site.clock.now()
        try await site.refill(&device, .rupees(100))
        try await site.frank(&device, [.rupees(1)])
        let late = [try device.frank(.rupees(2)), try device.frank(.rupees(3))]
        for wrong in [UInt32(0), 10_002, .max] {
            await #expect(throws: DutyFailure(.valueMalformed, "")) { _ = try await retire(site, lastItem: wrong) }
        }
        #expect(try await retire(site) == 1)
        #expect(try await verdict(late[0], site) == .stampOutsideInterval)
        #expect(try await retire(site, lastItem: 2) == 2)
        _ = try await site.backEnd.transactions.accept(device.batch(late), from: site.caller(.transactions))
        #expect(try await verdict(late[0], site) == nil)
        #expect(try await verdict(late[1], site) == .stampOutsideInterval)
        // Nobody takes back what readers rely on.
        await #expect(throws: DutyFailure(.valueMalformed, "")) { _ = try await retire(site, lastItem: 1) }
        try await site.expectSoundLedger()
    }

    @Test func `a tail that is confirmed again goes no further past what the books know`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        #expect(try await retire(site, lastItem: 10_000) == 10_000)
        for wrong in [UInt32(9_999), 10_001, 20_000] {
            await #expect(throws: DutyFailure(.valueMalformed, "")) { _ = try await retire(site, lastItem: wrong) }
        }
        #expect(try await retire(site) == 10_000)
    }

    @Test(arguments: ["withdrawn", "retired"])
    func `a stamp of a clock that is ahead stays genuine where the end comes in the second of its receipt`(end: String)
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        device.time = site.clock.now().advanced(bySeconds: 1)
        try await site.refill(&device, .rupees(100))
        let stamp = try await site.frank(&device, [.rupees(1)])[0]
        if end == "withdrawn" {
            _ = try await site.backEnd.funds.withdraw(
                device.withdrawal(device.freshID()), from: site.caller(.funds))
        } else {
            _ = try await retire(site)
        }
        #expect(try await verdict(stamp, site) == nil)
        // What is past the last item says nothing of the end, even in the same second.
        device.time = Timestamp(4_294_967_000)
        let later = try device.frank(.rupees(3))
        _ = try? await site.backEnd.transactions.accept(device.batch([later]), from: site.caller(.transactions))
        #expect(try await verdict(later, site) == .stampOutsideInterval)
        #expect(
            try await site.backEnd.enrolment.publishedKeys().map(\.endedAt)
                == [site.clock.now().advanced(bySeconds: 1)])
    }

    @Test func `a statement counts as far as it goes, and a life without use ends unused`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        #expect(try await retire(site) == 0)
        #expect(try await site.backEnd.enrolment.publishedKeys().map(\.lastCounter) == [0])
        device.time = site.clock.now()
        let first = try device.record(counter: 1, value: .rupees(1), registers: .empty, previous: .zero)
        #expect(try await verdict(first, site) == .stampOutsideInterval)

        let other = try await TestSite()
        defer { other.remove() }
        var working = other.device
        try await other.refill(&working, .rupees(100))
        for _ in 0..<3 { _ = try working.frank(.rupees(1)) }
        _ = try await other.backEnd.funds.audit(working.audit(unsentCount: 3), from: other.caller(.funds))
        #expect(try await retire(other) == 3)
    }

    @Test func `devices that were taken out of use before get their end when the back end first opens`() async throws {
        var site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.refill(&device, .rupees(100))
        try await site.frank(&device, [.rupees(1), .rupees(2)])
        _ = try await retire(site)
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE psds SET last_item = NULL")
        }
        site.backEnd = try await BackEndInstallation.open(
            folder: "\(site.folder)/backend", presence: .made(nil), clock: site.clock)
        #expect(try await site.backEnd.enrolment.publishedKeys().map(\.lastCounter) == [2])
    }
}
