import DutyModel
import PublishedKeys
import Signing
import Storage
import Testing

@testable import BackEnd

/// Who writes to the database alone publishes no key: each is published for what the funds service signed of it.
@Suite struct AuthorisedKeysTests {
    private func publication(_ site: TestSite) throws -> (KeyListPublication, PublishedFolder) {
        let folder = PublishedFolder(site.folder + "/public")
        let publication = KeyListPublication(
            site.backEnd, into: folder, demonstration: true, verifyPrefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"),
            clock: site.clock)
        return (publication, folder)
    }

    private func write(_ site: TestSite, _ statement: SQLStatement) async throws {
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(statement)
        }
    }

    private func alarms(_ site: TestSite) async throws -> Int64 {
        try await site.count("SELECT COUNT(*) AS n FROM alarms WHERE code = 'key_not_authorised' AND customer = ''")
    }

    @Test func `a row that was put into the database is an alarm and not published, and keeps nothing else back`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let thief = Ed25519Signer().publicKey
        // With another's authorisation beside it, and so that no part of it can be read.
        for name in ["P00000077-1", "nonsense"] {
            try await write(
                site,
                """
                INSERT INTO psds (customer, psd_key, machine, public_key, licence, state, descending_maximum_paise,
                    inspection_lock_days, standing, next_sequence, last_attempt, granted_paise, statement_counter,
                    inspection_due_at, authorisation, certificate, enrolled_at, start_ascending_paise, start_counter)
                SELECT customer, \(name), machine, \(thief), licence, state, descending_maximum_paise,
                    inspection_lock_days, standing, next_sequence, last_attempt, granted_paise, statement_counter,
                    inspection_due_at, authorisation, certificate, enrolled_at, 0, 0 FROM psds
                WHERE psd_key = \(site.device.psdKey)
                """)
        }
        let (publication, folder) = try publication(site)
        for _ in 0..<2 {
            try await publication.publish()
            let entries = try folder.source.load().list.entries
            #expect(entries.map(\.psdKey) == [site.device.psdKey])
            #expect(try await alarms(site) == 2)
            site.clock.advance(byDays: 1)
        }
    }

    @Test func `a permit that was put into the database licenses nothing, and what an operator permits does`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let enrolment = site.backEnd.enrolment
        var (honest, thief) = (PaperDevice(serial: 77), PaperDevice(serial: 78))
        try await site.permit(honest)
        // Unsigned, and with the signature of another permit.
        for signature in ["NULL", "signature"] {
            try await write(
                site,
                SQLStatement(
                    stringLiteral: """
                        INSERT INTO psd_permits SELECT customer, '\(thief.psdKey)', '\(thief.signer.publicKey.hex)', machine,
                            licence, state, limits, permitted_at, \(signature) FROM psd_permits
                        WHERE psd_key = '\(honest.psdKey)'
                        """))
            let wish = try thief.configuration()
            await #expect(throws: DutyFailure(.psdNotPermitted, "")) {
                _ = try await enrolment.configure(wish, from: site.identity)
            }
            try await write(site, "DELETE FROM psd_permits WHERE psd_key = \(thief.psdKey)")
        }
        // A signed one is good for its own terms alone.
        try await write(site, "UPDATE psd_permits SET public_key = \(thief.signer.publicKey)")
        var stolen = PaperDevice(serial: 77, signer: thief.signer)
        let claim = try stolen.configuration()
        await #expect(throws: DutyFailure(.psdNotPermitted, "")) {
            _ = try await enrolment.configure(claim, from: site.identity)
        }
        try await write(site, "UPDATE psd_permits SET public_key = \(honest.signer.publicKey)")
        // One of before permits were signed waits until the operator gives it again.
        try await write(site, "UPDATE psd_permits SET signature = NULL")
        let wish = try honest.configuration()
        await #expect(throws: DutyFailure(.psdNotPermitted, "")) {
            _ = try await enrolment.configure(wish, from: site.identity)
        }
        for _ in 0..<2 { try await site.permit(honest) }
        #expect(try await enrolment.configure(wish, from: site.identity).authorisation.psdKey == honest.psdKey)
    }

    @Test(arguments: ["public_key", "machine", "licence", "state", "customer"])
    func `a row that was changed publishes nothing, and what was published before stays`(column: String) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (publication, folder) = try publication(site)
        try await publication.publish()
        let first = try folder.source.load().list
        let value = column == "public_key" ? Ed25519Signer().publicKey.description : column == "state" ? "KA" : "X-9"
        try await write(site, SQLStatement(stringLiteral: "UPDATE psds SET \(column) = '\(value)'"))
        site.clock.advance(byDays: 1)
        try await publication.publish()
        let second = try folder.source.load().list
        #expect(second.version > first.version && second.entries == first.entries)
        #expect(try await site.backEnd.enrolment.publishedKeys() == [])
        #expect(try await alarms(site) == 1)
    }

    @Test func `a row is checked once, and again when it changes`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let enrolment = site.backEnd.enrolment
        for _ in 0..<3 { #expect(try await enrolment.publishedKeys().count == 1) }
        #expect(enrolment.authorisedRows.count == 1)
        try await write(site, "UPDATE psds SET public_key = \(Ed25519Signer().publicKey)")
        #expect(try await enrolment.publishedKeys() == [])
        #expect(enrolment.authorisedRows.count == 1)
    }
}
