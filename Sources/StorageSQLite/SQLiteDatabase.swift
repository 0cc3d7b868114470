import DutyModel
import Foundation
import GRDB
import Storage

/// An SQLite database file in WAL mode: one writer connection, a few readers that never checkpoint, no
/// memory-mapped reads, and `synchronous = FULL`, so a commit that was acknowledged survives a power cut.
///
/// Writes that wait at the same time share one transaction and one commit (`SharedTransaction`).
public struct SQLiteDatabase: SQLDatabase {
    /// What may be chosen about a database.
    public struct Options: Sendable {
        /// How long a statement waits for another process's lock before `data_in_use`; only a copy or an
        /// inspection tool should ever hold one.
        public var busyTimeoutSeconds: Double = 5
        /// Connections that read at the same time; a page of the console and a few requests need no more.
        public var readerCount: Int = 4
        /// How many writes share a commit, and how many may wait for one.
        public var groupCommit = GroupCommitLimits()

        /// The defaults.
        public init() {}
    }

    private let pool: DatabasePool
    private let queue: WriteQueue

    /// Opens a file, or makes it with mode 0600; SQLite gives its WAL and shared-memory files the same mode.
    ///
    /// Throws `data_read_only`, `data_full`, `data_malformed`, `data_in_use` or `file_unwritable`.
    public init(path: String, options: Options = Options()) throws(DutyFailure) {
        try Self.makePrivateFile(path)
        queue = WriteQueue(limits: options.groupCommit)
        let configuration = Self.configuration(options, of: path)
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // GRDB sets NORMAL after `prepareDatabase`, so FULL is asked for here and read back.
                // The writer's cache holds the pages that are written again and again; a checkpoint every 32 MB writes
                // each of them once where one every 4 MB would write it eight times.
                // A savepoint keeps what a page was before, for a body that throws. Beyond 64 KiB that would go to a
                // file, which a batch comes to at once, and be most of what a batch writes.
                try database.execute(
                    sql: """
                        PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -32768;
                        PRAGMA temp_store = MEMORY
                        """)
                let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
                let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
                guard synchronous == 2, journal == "wal" else {
                    throw DutyFailure(.internalError, "The database would not be durable: its settings did not hold.")
                }
            }
        } catch {
            throw SQLiteFailure.translate(error, configuration)
        }
    }

    private static func configuration(_ options: Options, of path: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = path
        configuration.busyMode = .timeout(options.busyTimeoutSeconds)
        configuration.maximumReaderCount = options.readerCount
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 0")
        }
        return configuration
    }

    /// Makes the file before SQLite does, because SQLite would make it readable by everybody.
    static func makePrivateFile(_ path: String) throws(DutyFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SQLiteFailure.opening(path, errorNumber: errno) }
        close(descriptor)
    }

    /// As `SQLDatabase` says.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        try await pool.reading(body)
    }

    // A continuation is used, and not GRDB's async form, because that one stops at task cancellation: a client that
    // hangs up must not make the outcome of its transaction uncertain.
    /// As `SQLDatabase` says.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        let outcome: Result<Value, DutyFailure> = await withCheckedContinuation { continuation in
            let write = WaitingWrite(body) { continuation.resume(returning: $0) }
            if queue.add(write) == .startWriter { Self.drain(queue, into: pool) }
        }
        return try outcome.get()
    }

    /// How many writes wait for their turn now.
    package var waitingWrites: Int { queue.waitingCount }

    /// Commits batch after batch until no write waits.
    private static func drain(_ queue: WriteQueue, into pool: DatabasePool) {
        pool.asyncWriteWithoutTransaction { database in
            while true {
                let batch = queue.nextBatch()
                guard !batch.isEmpty else { return }
                queue.putBack(SharedTransaction(database: database).commit(batch))
            }
        }
    }
}
