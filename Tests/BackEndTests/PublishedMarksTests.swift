import BackEnd
import DutyModel
import Exchanges
import Signing
import Testing

/// What the key list will say of single stamps.
@Suite struct PublishedMarksTests {
    private func spoil(_ record: SignedUsageRecord, of device: PaperDevice) throws -> SpoilDeclaration {
        let stamp = record.record.stamp.record
        return try SpoilDeclaration(
            psdKey: stamp.psdKey, counter: stamp.counter, value: stamp.value, time: device.time
        ).signed(by: device.signer)
    }

    @Test func `a declared stamp is marked, and a refund takes the place of the declaration`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let refill = try device.request(device.beginRefill(.rupees(100)))
        try device.apply(try await site.backEnd.funds.refill(refill, from: site.caller(.funds)).answer)
        let records = try (0..<3).map { _ in try device.frank(.rupees(10)) }
        _ = try await site.backEnd.transactions.accept(device.batch(records), from: site.caller(.transactions))
        #expect(try await site.backEnd.enrolment.publishedMarks().isEmpty)

        let declaredAt = site.clock.now()
        for record in records.dropFirst() {
            try await site.backEnd.transactions.declare(spoil(record, of: device), from: site.caller(.transactions))
        }
        let declared = [2, 3].map { StampMark(psdKey: device.psdKey, counter: $0, kind: .spoiled, at: declaredAt) }
        #expect(try await site.backEnd.enrolment.publishedMarks() == declared)

        let refundedAt = declaredAt.advanced(byDays: 1)
        let (customer, psdKey, counter) = (site.customer, device.psdKey, UInt32(3))
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                """
                INSERT INTO refunds (customer, psd_key, counter, paid_paise, deduction_paise, rule, decided_at)
                VALUES (\(customer), \(psdKey), \(counter), \(Paise(900)), \(Paise(100)), 'test', \(refundedAt))
                """)
        }
        let refunded = StampMark(psdKey: psdKey, counter: 3, kind: .refunded, at: refundedAt)
        #expect(try await site.backEnd.enrolment.publishedMarks() == [declared[0], refunded])
    }
}
