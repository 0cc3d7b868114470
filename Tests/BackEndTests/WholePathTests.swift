import DutyModel
import Signing
import Testing

/// Refill, impressions, upload and audit: the same scenarios by call and over TLS, against a real database.
@Suite struct WholePathTests {
    @Test(arguments: Road.allCases)
    func `a refill, impressions, an upload and an audit leave sound books`(_ road: Road) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.reaching(road) { backEnd in
            let fundsToken = try await backEnd.token(.funds, device.psdKey)
            let request = try device.request(device.beginRefill(.rupees(5_000)))
            let answer = try await backEnd.refill(request, token: fundsToken)
            #expect(answer.answer.decision == .granted(controlTotalAfter: .rupees(5_000)))
            #expect(answer.envelope.nonce == request.nonce)
            #expect(answer.envelope.answerHash == answer.answer.hash)
            let key = site.issued.authorisation.fundsKey
            #expect(Ed25519Verifier().isValid(answer.answer.signature, over: answer.answer.signedForm, by: key))
            #expect(Ed25519Verifier().isValid(answer.envelope.signature, over: answer.envelope.signedForm, by: key))
            #expect(try await site.balance("customer-funds") == .rupees(95_000))
            #expect(try await site.balance("in-transit:P00000042-1") == .rupees(5_000))
            try device.apply(answer.answer)

            // Nothing has confirmed the refill yet: the registers of the first record do.
            let batch = device.batch([try device.frank(.rupees(500)), try device.frank(.rupees(20))])
            let receipt = try await backEnd.accept(batch, token: backEnd.token(.transactions, device.psdKey))
            #expect(receipt.durableThrough == 2)
            #expect(receipt.batchHash == batch.hash)
            let transactionsKey = site.issued.authorisation.transactionsKey
            #expect(Ed25519Verifier().isValid(receipt.signature, over: receipt.signedForm, by: transactionsKey))
            #expect(try await site.balance("in-transit:P00000042-1") == .zero)
            #expect(try await site.balance("psd-value:P00000042-1") == device.registers.descending)
            #expect(try await site.balance("consumed-duty:MH") == .rupees(520))

            let verdict = try await backEnd.audit(device.audit(), token: fundsToken)
            #expect(verdict.differences.isEmpty)
            #expect(verdict.inspectionDue == site.clock.now().advanced(byDays: 28))
            #expect(Ed25519Verifier().isValid(verdict.signature, over: verdict.signedForm, by: key))
        }
        try await site.expectSoundLedger()
    }

    @Test(arguments: Road.allCases)
    func `the same refill gets the same bytes in a fresh envelope and moves the money once`(
        _ road: Road
    ) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.reaching(road) { backEnd in
            let token = try await backEnd.token(.funds, device.psdKey)
            let operation = device.beginRefill(.rupees(700))
            let first = try await backEnd.refill(device.request(operation), token: token)
            site.clock.advance(bySeconds: 30)
            let again = try device.request(operation)
            let second = try await backEnd.refill(again, token: token)
            #expect(second.answer == first.answer)
            #expect(second.envelope.nonce == again.nonce)
            #expect(second.envelope.time == first.envelope.time.advanced(bySeconds: 30))
            #expect(try await site.balance("customer-funds") == .rupees(99_300))
        }
        try await site.expectSoundLedger()
    }

    @Test(arguments: Road.allCases)
    func `a refused refill is stored, uses no sequence, and says how much would be granted`(
        _ road: Road
    ) async throws {
        let site = try await TestSite(funds: .rupees(300))
        defer { site.remove() }
        var device = site.device
        try await site.reaching(road) { backEnd in
            let token = try await backEnd.token(.funds, device.psdKey)
            let operation = device.beginRefill(.rupees(301))
            let refused = try await backEnd.refill(device.request(operation), token: token)
            #expect(
                refused.answer.decision == .refused(reason: .accountFundsShort, maximumAllowed: .rupees(300)))
            try await site.backEnd.enrolment.deposit(.rupees(500), challan: "C-2", customer: site.customer)
            let same = try await backEnd.refill(device.request(operation), token: token)
            #expect(same.answer == refused.answer)
            let retry = device.beginRefill(.rupees(301))
            let granted = try await backEnd.refill(device.request(retry), token: token)
            #expect(granted.answer.decision == .granted(controlTotalAfter: .rupees(301)))
        }
        try await site.expectSoundLedger()
    }

    @Test(arguments: Road.allCases)
    func `the same batch gets a receipt again and is booked once`(_ road: Road) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.reaching(road) { backEnd in
            let answer = try await backEnd.refill(
                device.request(device.beginRefill(.rupees(900))), token: backEnd.token(.funds, device.psdKey))
            try device.apply(answer.answer)
            let token = try await backEnd.token(.transactions, device.psdKey)
            let batch = device.batch([try device.frank(.rupees(100)), try device.frank(.rupees(100))])
            let first = try await backEnd.accept(batch, token: token)
            let again = try await backEnd.accept(batch, token: token)
            #expect(first.durableThrough == 2 && again.durableThrough == 2)
            // A batch that overlaps with what is held brings only the rest.
            let longer = device.batch(batch.records + [try device.frank(.rupees(50))])
            #expect(try await backEnd.accept(longer, token: token).durableThrough == 3)
        }
        #expect(try await site.balance("consumed-duty:MH") == .rupees(250))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_records") == 3)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 0)
        try await site.expectSoundLedger()
    }
}
