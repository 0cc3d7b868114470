import BackEnd
import DutyModel
import Foundation
import Glibc
import Messages
import Signing
import Storage
import StorageSQLite
import Testing

/// A database that cannot be written, and one whose commit nobody heard of.
@Suite struct DatabaseTroubleTests {
    @Test(arguments: [UncertainDatabase.NextCommit.lost, .unheard])
    func `an unknown commit is answered with 503, and the retry finds what became of it`(
        _ commit: UncertainDatabase.NextCommit
    ) async throws {
        let folder = try TestSite.makeFolder()
        let path = "\(folder)/backend/back-end.sqlite"
        try FileManager.default.createDirectory(atPath: "\(folder)/backend", withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(folder)/backend")
        let database = UncertainDatabase(try SQLiteDatabase(path: path + "-double"))
        let site = try await TestSite(folder: folder) { (_) throws(DutyFailure) in database }
        defer { site.remove() }
        var device = site.device
        let token = try await site.caller(.funds).token
        let operation = device.beginRefill(.rupees(100))
        let requests = [try device.request(operation), try device.request(operation)]
        try await site.serving { ports in
            func post(_ request: RefillRequest) async throws -> (UInt, MessageBody) {
                var client = try site.client
                client.port = try #require(ports.services[.funds])
                let envelope = MessageEnvelope(
                    id: operation.id, machine: site.machine, token: token, body: .refillRequest(request))
                let answer = try await client.exchange(MessageCodec().encode(envelope), path: "/funds")
                return (answer.status, try MessageCodec().decode(answer.body).body)
            }
            database.plan(commit)
            let (status, body) = try await post(requests[0])
            #expect(status == 503)
            guard case .refusal(let refusal) = body else {
                Issue.record("not a refusal")
                return
            }
            #expect(refusal.code == .commitUnknown)
            #expect(
                try await site.count("SELECT COUNT(*) AS n FROM grants") == (commit == .lost ? 0 : 1))
            let (again, answer) = try await post(requests[1])
            #expect(again == 200)
            guard case .refillAnswer(let granted) = answer else {
                Issue.record("not an answer")
                return
            }
            #expect(granted.answer.decision == .granted(controlTotalAfter: .rupees(100)))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM grants") == 1)
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        try await site.expectSoundLedger()
    }

    @Test func `on a full disk a refill is refused and changes nothing`() async throws {
        guard let disk = try SmallDisk(mebibytes: 16) else { return }
        defer { disk.remove() }
        let site = try await TestSite(folder: disk.folder)
        var device = site.device
        let caller = try await site.caller(.funds)
        let request = try device.request(device.beginRefill(.rupees(100)))
        try disk.fill()
        await #expect(throws: DutyFailure(.dataFull, "")) {
            try await site.backEnd.funds.refill(request, from: caller)
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM refills") == 0)
        #expect(try await site.count("SELECT COUNT(*) AS n FROM statements") == 0)
        #expect(try await site.balance("customer-funds") == .rupees(1_00_000))
        try await site.expectSoundLedger()
        disk.makeRoom()
        let answer = try await site.backEnd.funds.refill(request, from: caller)
        #expect(answer.answer.decision == .granted(controlTotalAfter: .rupees(100)))
        #expect(try await site.balance("customer-funds") == .rupees(99_900))
        try await site.expectSoundLedger()
    }

    @Test func `a read-only disk is named when the database is opened`() async throws {
        guard let disk = try SmallDisk(mebibytes: 4) else { return }
        defer { disk.remove() }
        try disk.makeReadOnly()
        #expect(throws: DutyFailure(.dataReadOnly, "")) { try SQLiteDatabase(path: "\(disk.folder)/a.sqlite") }
    }
}

/// A small file system in memory, which can be filled; only root can make one.
private struct SmallDisk {
    let folder: String

    /// Nil, with a printed reason, where it cannot be made.
    init?(mebibytes: Int) throws {
        folder = try TestSite.makeFolder()
        guard mount("tmpfs", folder, "tmpfs", UInt(MS_NODEV), "size=\(mebibytes)m,mode=0700") == 0 else {
            print("skipped: a small disk cannot be mounted here (\(String(cString: strerror(errno))))")
            try? FileManager.default.removeItem(atPath: folder)
            return nil
        }
    }

    private var ballast: String { "\(folder)/ballast" }

    /// Leaves not one byte free.
    func fill() throws {
        let file = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        var block = 65_536
        let zeros = [UInt8](repeating: 0, count: block)
        while block > 0 {
            if write(file, zeros, block) <= 0 { block /= 2 }
        }
    }

    func makeRoom() { unlink(ballast) }

    func makeReadOnly() throws {
        try #require(mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY | MS_NODEV), nil) == 0)
    }

    func remove() {
        umount2(folder, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: folder)
    }
}
