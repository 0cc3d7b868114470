import BackEnd
import DutyModel
import Exchanges
import Signing
import Testing

/// Books that lost their end, as a backup that was put back has, and the grants that devices bring again.
@Suite struct GrantReportTests {
    /// Two sites with one history, of which the second lost what came after the first grant.
    private func putBack(_ site: TestSite) async throws -> (device: PaperDevice, grants: [RefillAnswer]) {
        var device = site.device
        var grants: [RefillAnswer] = []
        for amount in [Paise.rupees(100), .rupees(200), .rupees(300)] {
            let request = try device.request(device.beginRefill(amount))
            let answer = try await site.backEnd.funds.refill(request, from: site.caller(.funds)).answer
            try device.apply(answer)
            grants.append(answer)
            if grants.count == 1 { try await site.rememberBooks() }
        }
        try await site.putBooksBack()
        return (device, grants)
    }

    @Test func `grants that the books lost are taken back once, by our own signature`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, grants) = try await putBack(site)
        let request = try device.request(device.beginRefill(.rupees(10)))
        await #expect(throws: DutyFailure(.grantsMissing, "")) {
            try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        }
        let report = GrantReport(psdKey: device.psdKey, grants: grants)
        try await site.backEnd.funds.reimport(report, from: site.caller(.funds))
        #expect(try await site.balance("customer-funds") == .rupees(99_400))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'grants_missing'") == 2)
        let again = try device.request(request.operation)
        try device.apply(try await site.backEnd.funds.refill(again, from: site.caller(.funds)).answer)
        #expect(device.registers.descending == .rupees(610))
        try await site.expectSoundLedger()
    }

    @Test func `what the customer's funds do not cover any more is in suspense`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (device, grants) = try await putBack(site)
        var spender = PaperDevice(serial: 99)
        _ = try await site.backEnd.enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: spender.psdKey, publicKey: spender.signer.publicKey, machine: site.machine,
                licence: try LicenceNumber("LIC-2"), state: try StateCode("MH")))
        try await site.refill(&spender, .rupees(99_600))
        try await site.backEnd.funds.reimport(
            GrantReport(psdKey: device.psdKey, grants: grants), from: site.caller(.funds))
        #expect(try await site.balance("customer-funds") == .zero)
        #expect(try await site.balance("suspense") == Paise(-20_000))
        try await site.operate { desk throws(DutyFailure) in
            try desk.clearSuspense(.rupees(200), challan: "FOUND-1", customer: site.customer)
        }
        #expect(try await site.balance("suspense") == .zero)
        try await site.expectSoundLedger()
    }

    @Test func `a device that cannot prove what it applied fails its audit`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, grants) = try await putBack(site)
        let gap = GrantReport(psdKey: device.psdKey, grants: [grants[2]])
        await #expect(throws: DutyFailure(.grantsMissing, "")) {
            try await site.backEnd.funds.reimport(gap, from: site.caller(.funds))
        }
        let verdict = try await site.backEnd.funds.audit(device.audit(), from: site.caller(.funds))
        #expect(verdict.differences == [.sequence])
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
    }

    @Test func `records that prove a lost grant wait for the report and are not set aside`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var (device, grants) = try await putBack(site)
        let batch = UsageBatch(psdKey: device.psdKey, records: [try device.frank(.rupees(50))])
        await #expect(throws: DutyFailure(.grantsMissing, "")) {
            try await site.backEnd.transactions.accept(batch, from: site.caller(.transactions))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM usage_set_aside") == 0)
        try await site.backEnd.funds.reimport(
            GrantReport(psdKey: device.psdKey, grants: grants), from: site.caller(.funds))
        let receipt = try await site.backEnd.transactions.accept(batch, from: site.caller(.transactions))
        #expect(receipt.durableThrough == 1)
        #expect(try await site.balance("consumed-duty:MH") == .rupees(50))
        try await site.expectSoundLedger()
    }

    @Test func `a grant that we did not sign is refused`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (device, grants) = try await putBack(site)
        let forger = Ed25519Signer()
        let forged = RefillAnswer(
            operation: grants[1].operation, decision: grants[1].decision,
            signature: try forger.sign(grants[1].signedForm))
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            try await site.backEnd.funds.reimport(
                GrantReport(psdKey: device.psdKey, grants: [forged]), from: site.caller(.funds))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM grants") == 1)
    }
}
