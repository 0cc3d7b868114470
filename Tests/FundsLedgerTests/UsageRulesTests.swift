import DutyModel
import Exchanges
import Signing
import Testing

@testable import FundsLedger

/// The rules of usage records, value by value.
@Suite struct UsageRulesTests {
    private static let signature = SignatureBytes(unchecked: Array(repeating: 7, count: SignatureBytes.length))
    private static let chainHead = ContentHash(unchecked: Array(repeating: 1, count: ContentHash.length))
    private static let key = PSDKeyID(serial: PSDSerial(42), life: 1)

    private static func record(
        counter: UInt32 = 5, value: Int64 = 20, ascending: Int64 = 120, descending: Int64 = 80,
        previous: ContentHash = chainHead, state: String = "MH", key: PSDKeyID = key
    ) throws -> SignedUsageRecord {
        let stamp = StampRecord(
            psdKey: key, counter: counter, value: Paise(value), time: Timestamp(1_790_000_000),
            state: try StateCode(state), article: try Article("4"))
        return SignedUsageRecord(
            record: UsageRecord(
                stamp: SignedStamp(record: stamp, signature: signature),
                registers: Registers(ascending: Paise(ascending), descending: Paise(descending)), previous: previous),
            signature: signature)
    }

    private static func grant(_ sequence: UInt64, total: Int64) -> GrantOnBook {
        GrantOnBook(
            sequence: sequence, amount: Paise(1), controlTotalAfter: Paise(total), answerHash: .zero)
    }

    /// Four records held, the last with ascending 100 at a control total of 200.
    private static func facts(chainHead: ContentHash? = chainHead) throws -> UsageFacts {
        UsageFacts(
            head: UsagePoint(counter: 4, ascending: Paise(100), chainHead: chainHead, reportedDuty: Paise(100)),
            controlTotal: Paise(200), grants: [grant(2, total: 200), grant(3, total: 300)], state: try StateCode("MH"))
    }

    private func judge(_ record: SignedUsageRecord, chainHead: ContentHash? = chainHead) throws -> UsageRuling {
        UsageRules.judge(record, facts: try Self.facts(chainHead: chainHead))
    }

    @Test func `a record that follows is accepted, and names the grants it proves`() throws {
        #expect(try judge(Self.record()) == .accept(appliedSequence: 2))
        #expect(try judge(Self.record(descending: 180)) == .accept(appliedSequence: 3))
        #expect(try judge(Self.record(value: 100, ascending: 200, descending: 0)) == .accept(appliedSequence: 2))
    }

    @Test(
        arguments: [
            (0, 100, 100), (-20, 80, 120), (20, 121, 79), (20, 119, 81), (20, 120, 81), (20, 120, -20),
            (20, 120, 179), (.min, 120, 80), (20, .max, 80), (20, .min, 80), (20, 120, .max), (.max, 120, 80),
        ] as [(Int64, Int64, Int64)]) func `registers that do not add up are set aside`(
            _ value: Int64, _ ascending: Int64, _ descending: Int64
        ) throws
    {
        let record = try Self.record(value: value, ascending: ascending, descending: descending)
        #expect(try judge(record) == .setAside(.registerMismatch))
    }

    @Test func `a control total below the last one is set aside, though a grant once had it`() throws {
        var facts = try Self.facts()
        facts.grants.insert(Self.grant(1, total: 150), at: 0)
        #expect(
            UsageRules.judge(try Self.record(descending: 30), facts: facts) == .setAside(.registerMismatch))
    }

    @Test func `another state and another predecessor are set aside`() throws {
        #expect(try judge(Self.record(state: "KA")) == .setAside(.stateNotLicensed))
        #expect(try judge(Self.record(previous: .zero)) == .setAside(.usageConflict))
    }

    @Test func `after a doubtful record the chain starts anew, and never below what is held`() throws {
        #expect(try judge(Self.record(previous: .zero), chainHead: nil) == .accept(appliedSequence: 2))
        let later = try Self.record(ascending: 150, descending: 50, previous: .zero)
        #expect(try judge(later, chainHead: nil) == .accept(appliedSequence: 2))
        let lower = try Self.record(ascending: 119, descending: 81, previous: .zero)
        #expect(try judge(lower, chainHead: nil) == .setAside(.registerMismatch))
    }

    @Test func `the head follows an accepted record and only counts a doubtful one`() throws {
        let record = try Self.record()
        let head = try Self.facts().head
        let accepted = try UsageRules.head(after: record, ruling: .accept(appliedSequence: 2), from: head)
        #expect(
            accepted
                == UsagePoint(
                    counter: 5, ascending: Paise(120), chainHead: record.chainHash, reportedDuty: Paise(120)))
        let doubtful = try UsageRules.head(after: record, ruling: .setAside(.registerMismatch), from: head)
        #expect(
            doubtful == UsagePoint(counter: 5, ascending: Paise(100), chainHead: nil, reportedDuty: Paise(120)))
        let huge = try UsageRules.head(
            after: try Self.record(value: .max), ruling: .setAside(.registerMismatch), from: head)
        #expect(huge.reportedDuty == Paise(100), "a sum that does not fit is not counted")
    }

    @Test(
        arguments: [
            ([UInt32](), 0, FailureCode.valueMalformed), ([1, 2, 3, 4], 0, .valueMalformed), ([0], 0, .usageGap),
            ([2], 0, .usageGap), ([1, 3], 0, .usageGap), ([2, 1], 4, .usageGap), ([1, 1], 4, .usageGap),
            ([.max, 0], .max, .usageGap), ([6], 4, .usageGap),
        ] as [([UInt32], UInt32, FailureCode)]) func `a batch that is not one is refused`(
            _ counters: [UInt32], _ held: UInt32, _ code: FailureCode
        ) throws
    {
        let records = try counters.map { try Self.record(counter: $0) }
        #expect(throws: DutyFailure(code, "")) {
            try UsageRules.checkForm(
                UsageBatch(psdKey: Self.key, records: records), heldThrough: held, recordsMaximum: 3)
        }
    }

    @Test func `a batch may begin anywhere in what is held`() throws {
        for counters: [UInt32] in [[1, 2], [4, 5, 6], [5], [.max]] {
            let records = try counters.map { try Self.record(counter: $0) }
            try UsageRules.checkForm(
                UsageBatch(psdKey: Self.key, records: records), heldThrough: counters == [.max] ? .max - 1 : 4,
                recordsMaximum: 3)
        }
    }
}
