import BackEnd
import DutyModel
import Exchanges
import Foundation
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
                    id: operation.id, machine: site.machine, token: token, body: .question(.refill(request)))
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
            guard case .reply(.refillAnswer(let granted)) = answer else {
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

    @Test func `on a full disk an operator hears that nothing was done, and which disk it is`() async throws {
        guard let disk = try SmallDisk(mebibytes: 16) else { return }
        defer { disk.remove() }
        let site = try await TestSite(funds: .rupees(100), folder: disk.folder)
        try disk.fill()
        do throws(DutyFailure) {
            _ = try await site.backEnd.operators.answer(.deposit(site.customer, .rupees(5), challan: "CH-5"))
            Issue.record("it was booked")
        } catch {
            #expect(error.code == .dataFull && error.outcome == .notDone, "\(error)")
            #expect(error.message.contains("\(disk.folder)/"), "\(error)")
        }
        disk.makeRoom()
        #expect(try await site.backEnd.enrolment.funds(of: site.customer) == .rupees(100))
        _ = try await site.backEnd.operators.answer(.deposit(site.customer, .rupees(5), challan: "CH-5"))
    }

    @Test(arguments: [1, 2_000_000])
    func `on a full disk nobody in a shared commit hears of success`(_ bytesEach: Int) async throws {
        guard let disk = try SmallDisk(mebibytes: 16) else { return }
        defer { disk.remove() }
        let database = try SQLiteDatabase(path: "\(disk.folder)/a.sqlite")
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("CREATE TABLE t (a BYTEA)")
        }
        try disk.fill()
        // The first takes the writer, the others share commits; the large ones overflow while they are written, the
        // small ones when they are committed.
        let codes = await withTaskGroup(of: FailureCode?.self) { group in
            for _ in 0..<40 { group.addTask { await database.insert(bytesEach) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: .dataFull, count: 40))
        #expect(try await database.rowCount == 0)
        disk.makeRoom()
        #expect(await database.insert(bytesEach) == nil)
        #expect(try await database.rowCount == 1)
    }

    @Test func `a read-only disk is named when the database is opened`() async throws {
        guard let disk = try SmallDisk(mebibytes: 4) else { return }
        defer { disk.remove() }
        try disk.makeReadOnly()
        #expect(throws: DutyFailure(.dataReadOnly, "")) { try SQLiteDatabase(path: "\(disk.folder)/a.sqlite") }
    }
}

extension SQLiteDatabase {
    /// Inserts a row of so many bytes and says with which code that failed, if it did.
    fileprivate func insert(_ bytes: Int) async -> FailureCode? {
        do throws(DutyFailure) {
            try await write { (transaction) throws(DutyFailure) -> Void in
                for _ in 0..<3 {
                    try transaction.execute("INSERT INTO t VALUES (\([UInt8](repeating: 7, count: bytes)))")
                }
            }
            return nil
        } catch {
            return error.code
        }
    }

    fileprivate var rowCount: Int {
        get async throws {
            try await read { (transaction) throws(DutyFailure) in
                Int(try transaction.row("SELECT COUNT(*) / 3 AS n FROM t")?.integer("n") ?? -1)
            }
        }
    }
}
