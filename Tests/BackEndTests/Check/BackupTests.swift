import BackEnd
import DutyModel
import Foundation
import LocalSystem
import StorageSQLite
import Testing

/// Copies of a back end, and what is refused.
@Suite struct BackupTests {
    @Test func `a backup of a back end at work restores with a higher term and the same books`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let made = try await BackEndBackup.write(of: "\(site.folder)/backend", to: "\(site.folder)/copy")
        #expect(made.report.findingCount == 0)
        #expect(made.manifest.epoch == 1)
        let restored = try await BackEndBackup.restore(
            from: "\(site.folder)/copy", to: "\(site.folder)/new/backend", replace: false)
        #expect(restored.term == 2)
        #expect(restored.replaced == nil)
        let second = try await BackEndInstallation.open(folder: "\(site.folder)/new/backend", clock: site.clock)
        #expect(second.fundsKey == site.backEnd.fundsKey)
        #expect(try await second.enrolment.funds(of: site.customer) == .rupees(1_00_000))
        let alarms = try await second.database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT code FROM alarms").map { (row) throws(DutyFailure) in try row.text("code") }
        }
        #expect(alarms == [FailureCode.grantsMissing.rawValue])
    }

    @Test func `one backup restored on two hosts begins two terms, each above the backup's and below the next`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let (copy, number) = ("\(site.folder)/copy", 4)
        _ = try await BackEndBackup.write(of: "\(site.folder)/backend", to: copy)
        var epochs: Set<UInt64> = []
        for host in 0..<number {
            let folder = "\(site.folder)/host-\(host)/backend"
            let restored = try await BackEndBackup.restore(from: copy, to: folder, replace: false)
            #expect(restored.term == 2 && restored.epoch > 1 << 32)
            epochs.insert(restored.epoch)
        }
        #expect(epochs.count == number)
        let again = try await BackEndBackup.restore(
            from: copy, to: "\(site.folder)/host-0/backend", replace: true, digits: 1)
        #expect(again.term == 3 && epochs.allSatisfy { $0 < again.epoch })
    }

    @Test func `a back end that is there is replaced only when asked, kept beside, and its term is passed`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let folder = "\(site.folder)/backend"
        _ = try await BackEndBackup.write(of: folder, to: "\(site.folder)/copy")
        await #expect(throws: DutyFailure(.placeTaken, "")) {
            try await BackEndBackup.restore(from: "\(site.folder)/copy", to: folder, replace: false)
        }
        for term in [UInt64(2), 3] {
            let restored = try await BackEndBackup.restore(from: "\(site.folder)/copy", to: folder, replace: true)
            #expect(restored.term == term)
            #expect(FileManager.default.fileExists(atPath: "\(try #require(restored.replaced))/back-end.sqlite"))
        }
    }

    @Test func `a restore that was cut short lets no empty back end be made in its place`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let folder = "\(site.folder)/backend"
        _ = try await BackEndBackup.write(of: folder, to: "\(site.folder)/copy")
        try BackEndBackup.requireWhole(folder)
        try FileManager.default.moveItem(atPath: folder, toPath: "\(site.folder)/.backend-restore")
        #expect(throws: DutyFailure(.dataMalformed, "")) { try BackEndBackup.requireWhole(folder) }
        _ = try await BackEndBackup.restore(from: "\(site.folder)/copy", to: folder, replace: false)
        try BackEndBackup.requireWhole(folder)
    }

    @Test func `a restore cut short between its two renames keeps what was decided since the backup`() async throws {
        let site = try await TestSite(funds: .rupees(100))
        defer { site.remove() }
        let folder = "\(site.folder)/backend"
        _ = try await BackEndBackup.write(of: folder, to: "\(site.folder)/copy")
        _ = try await site.backEnd.operators.answer(.deposit(site.customer, .rupees(5), challan: "LATE-1"))
        _ = try await BackEndBackup.restore(from: "\(site.folder)/copy", to: folder, replace: true)
        // As the power leaves it: the old one is out of its place, and the new one, which took up the acts, isn't in it.
        try FileManager.default.moveItem(atPath: folder, toPath: "\(site.folder)/.backend-restored")
        #expect(throws: DutyFailure(.dataMalformed, "")) { try BackEndBackup.requireWhole(folder) }
        let again = try await BackEndBackup.restore(from: "\(site.folder)/copy", to: folder, replace: true)
        #expect(again.term == 3 && again.actsFile != nil)
        let restored = try await BackEndInstallation.open(folder: folder, presence: .made(nil), clock: site.clock)
        #expect(try await restored.enrolment.funds(of: site.customer) == .rupees(105))
        #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/.backend-restored"))
    }

    @Test func `a backup for which there is no room names its own disk and leaves nothing in the way`() async throws {
        guard let disk = try SmallDisk(mebibytes: 4) else { return }
        defer { disk.remove() }
        let site = try await TestSite()
        defer { site.remove() }
        try disk.fill()
        let target = "\(disk.folder)/copy"
        do throws(DutyFailure) {
            _ = try await BackEndBackup.write(of: "\(site.folder)/backend", to: target)
            Issue.record("it was written")
        } catch {
            #expect(error.code == .dataFull && error.message.contains(target), "\(error)")
        }
        #expect(!FileManager.default.fileExists(atPath: target))
        disk.makeRoom()
        _ = try await BackEndBackup.write(of: "\(site.folder)/backend", to: target)
    }

    @Test func `nothing is restored while a back end runs`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let folder = "\(site.folder)/backend"
        _ = try await BackEndBackup.write(of: folder, to: "\(site.folder)/copy")
        let lock = try FolderLock(folder: folder)
        await #expect(throws: DutyFailure(.dataInUse, "")) {
            try await BackEndBackup.restore(from: "\(site.folder)/copy", to: folder, replace: true)
        }
        withExtendedLifetime(lock) {}
    }

    @Test func `a backup whose file changed is refused and leaves what is there`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        _ = try await BackEndBackup.write(of: "\(site.folder)/backend", to: "\(site.folder)/copy")
        let key = "\(site.folder)/copy/keys/funds.key"
        try PrivateFile.write(Array(repeating: 7, count: 32), to: key)
        await #expect(throws: DutyFailure(.dataMalformed, "")) {
            try await BackEndBackup.restore(
                from: "\(site.folder)/copy", to: "\(site.folder)/new/backend", replace: false)
        }
        #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/new/backend"))
    }

    @Test func `books that do not hold become no backup`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE ledger_balances SET balance_paise = balance_paise + 1")
        }
        await #expect(throws: DutyFailure(.ledgerBroken, "")) {
            try await BackEndBackup.write(of: "\(site.folder)/backend", to: "\(site.folder)/copy")
        }
        #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/copy"))
        #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/copy.broken/manifest.json"))
    }

    @Test func `keys and folder of a backup are private`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let made = try await BackEndBackup.write(of: "\(site.folder)/backend", to: "\(site.folder)/copy")
        for name in made.manifest.files.map(\.path) {
            let facts = try FileManager.default.attributesOfItem(atPath: "\(site.folder)/copy/\(name)")
            #expect(facts[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        let folder = try FileManager.default.attributesOfItem(atPath: "\(site.folder)/copy")
        #expect(folder[.posixPermissions] as? Int == 0o700)
    }
}
