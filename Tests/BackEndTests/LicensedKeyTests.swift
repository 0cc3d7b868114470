import DutyModel
import Exchanges
import Signing
import Storage
import StorageSQLite
import Testing

@testable import BackEnd

/// A public key is licensed once: under a second serial, the stamps of one device would be another's as well.
@Suite struct LicensedKeyTests {
    private func enrolment(
        _ serial: UInt32, _ key: PublicKeyBytes, _ site: TestSite, machine: MachineSerial? = nil
    ) throws -> PSDEnrolment {
        PSDEnrolment(
            psdKey: PSDKeyID(serial: PSDSerial(serial), life: 1), publicKey: key, machine: machine ?? site.machine,
            licence: try LicenceNumber("LIC-9"), state: try StateCode("MH"))
    }

    @Test func `no second serial gets a key, whoever asks for it`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let other = try await OtherMachine(at: site)
        let key = site.device.signer.publicKey
        let enrolment = site.backEnd.enrolment
        let wanted = [try self.enrolment(99, key, site), try self.enrolment(99, key, site, machine: other.machine)]
        for wanted in wanted {
            await #expect(throws: DutyFailure(.keyLicensed, "")) { try await enrolment.permit(wanted) }
            await #expect(throws: DutyFailure(.keyLicensed, "")) { _ = try await enrolment.enrolPSD(wanted) }
            await #expect(throws: DutyFailure(.keyLicensed, "")) {
                _ = try await site.backEnd.operators.answer(.permit(wanted))
            }
        }
        // The device itself may be licensed again, with the same terms.
        _ = try await enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: site.device.psdKey, publicKey: key, machine: site.machine,
                licence: try LicenceNumber("LIC-1"), state: try StateCode("MH")))
        #expect(try await enrolment.publishedKeys().count == 2)
    }

    @Test func `of two permits for one key, the first that is used counts`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = PaperDevice(serial: 77)
        var mistyped = PaperDevice(serial: 78, signer: device.signer)
        for device in [device, mistyped] { try await site.permit(device) }
        let second = try mistyped.configuration()
        _ = try await site.backEnd.enrolment.configure(device.configuration(), from: site.identity)
        await #expect(throws: DutyFailure(.keyLicensed, "")) {
            _ = try await site.backEnd.enrolment.configure(second, from: site.identity)
        }
        try await site.expectSoundLedger()
    }

    @Test func `a key for which anybody can sign is never licensed`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let weak = PublicKeyBytes(unchecked: [1] + Array(repeating: 0, count: 31))
        let wanted = try enrolment(99, weak, site)
        await #expect(throws: DutyFailure(.keyWeak, "")) { try await site.backEnd.enrolment.permit(wanted) }
        await #expect(throws: DutyFailure(.keyWeak, "")) { _ = try await site.backEnd.enrolment.enrolPSD(wanted) }
        var device = PaperDevice(serial: 99)
        let (nonce, statement) = (device.freshNonce(), device.statement())
        let forged = ConfigurationRequest(
            publicKey: weak, nonce: nonce, statement: statement,
            signature: SignatureBytes(unchecked: [1] + Array(repeating: 0, count: 63)))
        await #expect(throws: DutyFailure(.keyWeak, "")) {
            _ = try await site.backEnd.enrolment.configure(forged, from: site.identity)
        }
    }

    @Test func `books that hold a key twice are migrated, and it is the first device's`() async throws {
        let folder = try TestSite.makeFolder()
        let database = try SQLiteDatabase(path: "\(folder)/books.sqlite")
        try await database.migrate(Array(BackEndSchema.migrations.prefix { $0.version < 14 }))
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("INSERT INTO customers VALUES ('C', 'C', 0, 1)")
            for (key, enrolledAt) in [("P00000009-1", 2), ("P00000010-1", 1), ("P00000008-1", 3)] as [(String, Int64)] {
                try transaction.execute(
                    """
                    INSERT INTO psds (customer, psd_key, machine, public_key, licence, state, descending_maximum_paise,
                        inspection_lock_days, standing, next_sequence, last_attempt, granted_paise, statement_counter,
                        inspection_due_at, authorisation, certificate, enrolled_at)
                    VALUES ('C', \(key), 'M', 'aa', 'L', 'MH', 1, 1, 'active', 1, 0, 0, 0, 1, x'00', x'00',
                        \(enrolledAt))
                    """)
            }
        }
        try await database.migrate(BackEndSchema.migrations)
        let rows = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT psd_key FROM licensed_keys")
        }
        #expect(try rows.map { try $0.text("psd_key") } == ["P00000010-1"])
        await #expect(throws: DutyFailure(.ledgerBroken, "")) {
            try await database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("DELETE FROM licensed_keys")
            }
        }
    }
}
