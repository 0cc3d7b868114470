import DutyModel
import Foundation
import ProgramRunning
import Storage
import StorageSQLite
import Testing

/// A database whose writer is held inside one body, so that the writes after it wait together.
struct HeldWriter: Sendable {
    let database: SQLiteDatabase
    private let holding: Task<Void, any Error>
    private let gate: DispatchSemaphore

    /// Makes a database with the table `t (a BIGINT PRIMARY KEY)` and holds its writer.
    init(options: SQLiteDatabase.Options = SQLiteDatabase.Options()) async throws {
        let folder = try TestFolder.make("writer")
        let database = try SQLiteDatabase(path: "\(folder.path)/a.sqlite", options: options)
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("CREATE TABLE t (a BIGINT PRIMARY KEY)")
        }
        let gate = DispatchSemaphore(value: 0)
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        holding = Task {
            try await database.write { (_) throws(DutyFailure) -> Void in
                hold.yield()
                gate.wait()
            }
        }
        for await _ in held { break }
        self.database = database
        self.gate = gate
    }

    /// Adds a write and returns once it waits.
    func queue<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async -> Task<Result<Value, DutyFailure>, Never> {
        let before = database.waitingWrites
        let task = Task { () -> Result<Value, DutyFailure> in
            do throws(DutyFailure) { return .success(try await database.write(body)) } catch { return .failure(error) }
        }
        while database.waitingWrites == before { await Task.yield() }
        return task
    }

    /// Adds a write of one number and returns once it waits.
    func queueInsert(_ number: Int64) async -> Task<Result<Int, DutyFailure>, Never> {
        await queue { (transaction) throws(DutyFailure) in
            try transaction.execute("INSERT INTO t VALUES (\(number))")
        }
    }

    /// Lets the writer go on.
    func release() async throws {
        gate.signal()
        try await holding.value
    }

    /// The numbers that are committed.
    var numbers: [Int64] {
        get async throws {
            try await database.read { (transaction) throws(DutyFailure) in
                var numbers: [Int64] = []
                for row in try transaction.rows("SELECT a FROM t ORDER BY a") { numbers.append(try row.integer("a")) }
                return numbers
            }
        }
    }
}

extension Result where Failure == DutyFailure {
    /// The code of a failure, nil for a success.
    var code: FailureCode? {
        if case .failure(let failure) = self { failure.code } else { nil }
    }
}
