import BackEnd
import DutyModel
import Exchanges
import Signing
import Testing

/// Refills that must not happen: each gets its code and leaves the books as they were.
@Suite struct RefillRefusalTests {
    @Test(arguments: Road.allCases)
    func `an operation id with another amount is a conflict`(_ road: Road) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.reaching(road) { backEnd in
            let token = try await backEnd.token(.funds, device.psdKey)
            let operation = device.beginRefill(.rupees(100))
            _ = try await backEnd.refill(device.request(operation), token: token)
            let changed = RefillOperation(
                psdKey: operation.psdKey, id: operation.id, sequence: operation.sequence, attempt: operation.attempt,
                amount: .rupees(9_000))
            let request = try device.request(changed)
            await #expect(throws: DutyFailure(.operationConflict, "")) {
                try await backEnd.refill(request, token: token)
            }
        }
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        try await site.expectSoundLedger()
    }

    @Test func `a refill out of turn is refused and stored nowhere`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let operation = device.beginRefill(.rupees(100))
        let skipped = RefillOperation(
            psdKey: operation.psdKey, id: operation.id, sequence: 2, attempt: 1, amount: operation.amount)
        let request = try device.request(skipped)
        await #expect(throws: DutyFailure(.sequenceNotNext, "")) {
            try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        }
        device.applied = 4
        let ahead = try device.request(device.beginRefill(.rupees(100)))
        await #expect(throws: DutyFailure(.grantsMissing, "")) {
            try await site.backEnd.funds.refill(ahead, from: site.caller(.funds))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM refills") == 0)
    }

    @Test func `a signature by another key is refused`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var stranger = PaperDevice()
        let request = try stranger.request(stranger.beginRefill(.rupees(100)))
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        }
        #expect(try await site.balance("customer-funds") == .rupees(1_00_000))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM statements") == 0)
    }

    @Test func `a statement counter with two contents locks the device for good`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        var clone = device
        clone.nextID = 100
        clone.time = clone.time.advanced(bySeconds: 1)
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        let request = try clone.request(clone.beginRefill(.rupees(100)))
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) {
            try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        }
        let next = try device.request(device.beginRefill(.rupees(100)))
        let answer = try await site.backEnd.funds.refill(next, from: site.caller(.funds))
        #expect(answer.answer.decision == .refused(reason: .psdCloneSuspected, maximumAllowed: nil))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'psd_clone_suspected'") == 1)
        #expect(try await site.backEnd.enrolment.publishedKeys().map(\.isSuspended) == [true])
        try await site.expectSoundLedger()
    }

    @Test(arguments: [UInt64(Int64.max) + 1, .max])
    func `numbers past what a database counts are refused and change nothing`(_ number: UInt64) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        device.statementCounter = number - 1
        let counted = try device.audit()
        await #expect(throws: DutyFailure(.valueMalformed, "")) {
            try await site.backEnd.funds.audit(counted, from: site.caller(.funds))
        }
        device.statementCounter = 0
        device.applied = number - 1
        let applied = try device.request(device.beginRefill(.rupees(1)))
        await #expect(throws: DutyFailure(.grantsMissing, "")) {
            try await site.backEnd.funds.refill(applied, from: site.caller(.funds))
        }
        let audit = try device.audit()
        await #expect(throws: DutyFailure(.grantsMissing, "")) {
            try await site.backEnd.funds.audit(audit, from: site.caller(.funds))
        }
        try await site.expectSoundLedger()
    }

    @Test func `a statement older than one seen gets nothing and locks nobody`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let late = try device.request(device.beginRefill(.rupees(100)))
        _ = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        await #expect(throws: DutyFailure(.nonceStale, "")) {
            try await site.backEnd.funds.refill(late, from: site.caller(.funds))
        }
        #expect(try await site.balance("customer-funds") == .rupees(1_00_000))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'nonce_stale'") == 1)
        let again = try device.request(late.operation)
        let answer = try await site.backEnd.funds.refill(again, from: site.caller(.funds))
        #expect(answer.answer.decision == .granted(controlTotalAfter: .rupees(100)))
    }

    @Test func `a device whose registers went back is locked`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let refill = try device.request(device.beginRefill(.rupees(100)))
        try device.apply(try await site.backEnd.funds.refill(refill, from: site.caller(.funds)).answer)
        let putBack = device
        _ = try device.frank(.rupees(30))
        _ = try await site.backEnd.funds.audit(device.audit(unsentCount: 1), from: site.caller(.funds))
        var older = putBack
        older.statementCounter = 40
        older.nextID = 80
        let request = try older.request(older.beginRefill(.rupees(100)))
        await #expect(throws: DutyFailure(.psdCloneSuspected, "")) {
            try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        }
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        #expect(try await site.backEnd.enrolment.publishedKeys().map(\.isSuspended) == [true])
    }

    @Test func `a try that a later one overtook on the way locks nothing`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let operation = device.beginRefill(.rupees(100))
        let slow = try device.request(operation)
        let fast = try device.request(operation)
        let first = try await site.backEnd.funds.refill(fast, from: site.caller(.funds))
        let second = try await site.backEnd.funds.refill(slow, from: site.caller(.funds))
        #expect(second.answer == first.answer)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms") == 0)
    }

    @Test func `many tries at once grant once`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let operation = device.beginRefill(.rupees(100))
        let requests = try (0..<24).map { _ in try device.request(operation) }
        let caller = try await site.caller(.funds)
        let answers = try await withThrowingTaskGroup(of: RefillAnswer.self) { group in
            for request in requests {
                group.addTask { try await site.backEnd.funds.refill(request, from: caller).answer }
            }
            return try await group.reduce(into: Set<RefillAnswer>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM grants") == 1)
        try await site.expectSoundLedger()
    }
}
