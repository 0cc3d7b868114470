import DutyModel
import Foundation
import Storage
import StorageSQLite
import Synchronization
import Testing

/// Writes that wait together are committed together, and none pays for another.
@Suite struct GroupCommitTests {
    @Test func `writes that wait share one transaction and none is answered before its commit`() async throws {
        let writer = try await HeldWriter()
        let first = await writer.queueInsert(1)
        let inside = DispatchSemaphore(value: 0)
        let (entered, enter) = AsyncStream.makeStream(of: Int.self)
        let second = await writer.queue { (transaction) throws(DutyFailure) -> Void in
            enter.yield(try transaction.rows("SELECT a FROM t").count)
            inside.wait()
            try transaction.execute("INSERT INTO t VALUES (2)")
        }
        try await writer.release()
        var seenByTheSecond: Int?
        for await count in entered {
            seenByTheSecond = count
            break
        }
        #expect(seenByTheSecond == 1)
        #expect(try await writer.numbers == [])
        inside.signal()
        #expect(await first.value.code == nil)
        #expect(await second.value.code == nil)
        #expect(try await writer.numbers == [1, 2])
    }

    @Test func `a body that throws is rolled back alone and hears its own failure`() async throws {
        let writer = try await HeldWriter()
        let before = await writer.queueInsert(1)
        let refused = await writer.queue { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("INSERT INTO t VALUES (2)")
            throw DutyFailure(.accountFundsShort, "Refused.")
        }
        let doubled = await writer.queueInsert(1)
        let after = await writer.queueInsert(3)
        try await writer.release()
        #expect(await before.value.code == nil)
        #expect(await refused.value.code == .accountFundsShort)
        #expect(await doubled.value.code == .ledgerBroken)
        #expect(await after.value.code == nil)
        #expect(try await writer.numbers == [1, 3])
    }

    @Test(arguments: [(false, 1), (true, 2)])
    func `bodies run again only where one threw that had written`(_ wrote: Bool, _ runs: Int) async throws {
        let writer = try await HeldWriter()
        let counted = Mutex(0)
        let before = await writer.queue { (transaction) throws(DutyFailure) -> Void in
            counted.withLock { $0 += 1 }
            try transaction.execute("INSERT INTO t VALUES (1)")
        }
        let refused = await writer.queue { (transaction) throws(DutyFailure) -> Void in
            if wrote {
                try transaction.execute("INSERT INTO t VALUES (2)")
            } else {
                _ = try transaction.rows("SELECT a FROM t")
            }
            throw DutyFailure(.accountFundsShort, "Refused.")
        }
        try await writer.release()
        #expect(await before.value.code == nil)
        #expect(await refused.value.code == .accountFundsShort)
        #expect(try await writer.numbers == [1])
        #expect(counted.withLock { $0 } == runs)
    }

    @Test func `a failed commit is everybody's failure, save of a body that failed before`() async throws {
        let writer = try await HeldWriter()
        // A reference that is checked at the commit alone makes the commit fail.
        let orphan = await writer.queue { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(
                "CREATE TABLE u (a BIGINT REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)")
            try transaction.execute("INSERT INTO u VALUES (99)")
        }
        let bystander = await writer.queueInsert(1)
        let refused = await writer.queue { (_) throws(DutyFailure) -> Void in
            throw DutyFailure(.accountFundsShort, "Refused.")
        }
        try await writer.release()
        #expect(await orphan.value.code == .ledgerBroken)
        #expect(await bystander.value.code == .ledgerBroken)
        #expect(await refused.value.code == .accountFundsShort)
        #expect(try await writer.numbers == [])
        #expect(await writer.database.insertFails(2) == nil)
        #expect(try await writer.numbers == [2])
    }

    @Test(arguments: [false, true])
    func `where SQLite gives the transaction up, nobody in it hears of success`(_ hidesIt: Bool) async throws {
        let writer = try await HeldWriter()
        let before = await writer.queueInsert(1)
        let culprit = await writer.queue { (transaction) throws(DutyFailure) -> Void in
            do throws(DutyFailure) {
                try transaction.execute("INSERT OR ROLLBACK INTO t VALUES (1)")
            } catch {
                guard hidesIt else { throw error }
                _ = try? transaction.execute("INSERT INTO t VALUES (7)")
            }
        }
        let after = await writer.queueInsert(3)
        try await writer.release()
        #expect(await before.value.code == (hidesIt ? .fileUnwritable : .ledgerBroken))
        #expect(await culprit.value.code == (hidesIt ? .fileUnwritable : .ledgerBroken))
        // It had not run yet, so it runs in the next transaction.
        #expect(await after.value.code == nil)
        #expect(try await writer.numbers == [3])
    }

    @Test func `what comes beyond the limit is refused at once and changes nothing`() async throws {
        var options = SQLiteDatabase.Options()
        options.groupCommit.waitingMaximum = 2
        let writer = try await HeldWriter(options: options)
        let waiting = [await writer.queueInsert(1), await writer.queueInsert(2)]
        #expect(await writer.database.insertFails(3) == .serverBusy)
        try await writer.release()
        for write in waiting { #expect(await write.value.code == nil) }
        #expect(try await writer.numbers == [1, 2])
    }

    @Test func `more than a batch is committed batch after batch`() async throws {
        var options = SQLiteDatabase.Options()
        options.groupCommit.bodiesMaximum = 3
        let writer = try await HeldWriter(options: options)
        var waiting: [Task<Result<Int, DutyFailure>, Never>] = []
        for number in 1...10 { waiting.append(await writer.queueInsert(Int64(number))) }
        try await writer.release()
        for write in waiting { #expect(await write.value.code == nil) }
        #expect(try await writer.numbers == Array(1...10))
    }

    @Test func `a writer whose task was cancelled still hears what became of its write`() async throws {
        let writer = try await HeldWriter()
        let write = await writer.queueInsert(1)
        write.cancel()
        try await writer.release()
        #expect(await write.value.code == nil)
        #expect(try await writer.numbers == [1])
    }
}

extension SQLiteDatabase {
    /// Inserts a number and says with which code that failed, if it did.
    fileprivate func insertFails(_ number: Int64) async -> FailureCode? {
        do throws(DutyFailure) {
            try await write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("INSERT INTO t VALUES (\(number))")
            }
            return nil
        } catch {
            return error.code
        }
    }
}
