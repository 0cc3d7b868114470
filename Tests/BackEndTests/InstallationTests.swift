import BackEnd
import DutyModel
import Foundation
import Storage
import StorageSQLite
import Testing
import X509

/// The back end's folder: made, found again, completed, and refused where it is harmed.
@Suite struct InstallationTests {
    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    private func open(_ folder: String, _ clock: TestClock = TestClock()) async throws -> BackEndInstallation {
        try await BackEndInstallation.open(folder: folder, clock: clock)
    }

    @Test func `only the owner can read what is in the folder`() async throws {
        let folder = try TestSite.makeFolder() + "/backend"
        let backEnd = try await open(folder)
        _ = try backEnd.credential(for: "funds", hosts: ["127.0.0.1"])
        for name in try files(folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
            #expect(attributes[.posixPermissions] as? Int == (isFolder ? 0o700 : 0o600), "\(name)")
        }
    }

    @Test func `a second opening finds the same authority, keys and money`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let again = try await open("\(site.folder)/backend", site.clock)
        #expect(try again.authority.rootPEM == site.backEnd.authority.rootPEM)
        #expect(again.distributorKey == site.backEnd.distributorKey)
        #expect(try await again.enrolment.funds(of: site.customer) == .rupees(1_00_000))
        let issued = try await again.enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: site.device.psdKey, publicKey: site.device.signer.publicKey, machine: site.machine,
                licence: try LicenceNumber("LIC-1"), state: try StateCode("MH")))
        #expect(issued == site.issued)
    }

    @Test func `a challan is paid in once, whoever brings it and with whatever amount`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let other = try CustomerAccount("CUST-2")
        try await site.backEnd.enrolment.openAccount(other, name: "Another", isDemonstration: true)
        for (amount, customer) in [
            (Paise.rupees(1_00_000), site.customer), (.rupees(1), site.customer), (.rupees(1), other),
        ] {
            await #expect(throws: DutyFailure(.challanUsed, "")) {
                try await site.backEnd.enrolment.deposit(amount, challan: "DEMO-1", customer: customer)
            }
        }
        await #expect(throws: DutyFailure(.valueMalformed, "")) {
            try await site.backEnd.enrolment.deposit(.rupees(1), challan: "DEMO 1", customer: site.customer)
        }
        await #expect(throws: DutyFailure(.amountNotPositive, "")) {
            try await site.backEnd.enrolment.deposit(.zero, challan: "DEMO-2", customer: site.customer)
        }
        #expect(try await site.backEnd.enrolment.funds(of: site.customer) == .rupees(1_00_000))
        try await site.expectSoundLedger()
    }

    @Test func `a crash between the authority's two files is completed`() async throws {
        let folder = try TestSite.makeFolder() + "/backend"
        _ = try await open(folder)
        try FileManager.default.removeItem(atPath: "\(folder)/authority/root.pem")
        let again = try await open(folder)
        #expect(try again.authority.rootPEM.contains("BEGIN CERTIFICATE"))
    }

    @Test func `a key that went missing is not made anew under a database`() async throws {
        let folder = try TestSite.makeFolder() + "/backend"
        _ = try await open(folder)
        try FileManager.default.removeItem(atPath: "\(folder)/keys/funds.key")
        await #expect(throws: DutyFailure(.keyMissing, "")) { try await open(folder) }
    }

    @Test func `a key that others can read is refused`() async throws {
        let folder = try TestSite.makeFolder() + "/backend"
        _ = try await open(folder)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(folder)/keys/funds.key")
        await #expect(throws: DutyFailure(.keyExposed, "")) { try await open(folder) }
    }

    @Test func `a database of a newer version is left alone`() async throws {
        let folder = try TestSite.makeFolder() + "/backend"
        let backEnd = try await open(folder)
        try await backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE schema_version SET version = 99")
        }
        await #expect(throws: DutyFailure(.dataNewerVersion, "")) { try await open(folder) }
    }

    @Test func `a file that is no database is refused`() async throws {
        let whole = try TestSite.makeFolder() + "/backend"
        _ = try await open(whole)
        // A copy: books that are being closed write their log into their file once more, and would mend it.
        let folder = try TestSite.makeFolder() + "/backend"
        try FileManager.default.copyItem(atPath: whole, toPath: folder)
        try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: "\(folder)/back-end.sqlite"))
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(folder)/back-end.sqlite\(suffix)")
        }
        await #expect(throws: DutyFailure(.dataMalformed, "")) { try await open(folder) }
    }

    @Test func `a missing parent folder is named`() async throws {
        let folder = try TestSite.makeFolder() + "/nowhere/backend"
        await #expect(throws: DutyFailure(.dataMissing, "")) { try await open(folder) }
    }

    @Test func `a server certificate is renewed near its end and for new hosts, and not before`() async throws {
        let folder = try TestSite.makeFolder() + "/backend"
        let clock = TestClock()
        let backEnd = try await open(folder, clock)
        let first = try backEnd.credential(for: "funds", hosts: ["funds.example", "127.0.0.1"])
        clock.advance(byDays: 59)
        let same = try backEnd.credential(for: "funds", hosts: ["funds.example", "127.0.0.1"])
        #expect(same.certificatePEM == first.certificatePEM)
        let moved = try backEnd.credential(for: "funds", hosts: ["funds2.example"])
        #expect(moved.certificatePEM != first.certificatePEM)
        clock.advance(byDays: 60)
        let renewed = try backEnd.credential(for: "funds", hosts: ["funds2.example"])
        #expect(renewed.certificatePEM != moved.certificatePEM)
        #expect(renewed.privateKeyPEM == first.privateKeyPEM)
    }
}
