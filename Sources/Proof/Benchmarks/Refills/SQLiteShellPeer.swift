import Foundation

/// The peer of a durable refill: rows that Debian's `sqlite3` shell inserts, each in a transaction of its own, with
/// the journal and the durability of the back end's database, in the same folder.
struct SQLiteShellPeer {
    let folder: URL

    /// Rows a second, over one run of the shell.
    func rowsPerSecond(rows: Int = 2_000) throws -> Double {
        let database = folder.appending(path: "peer.sqlite").path
        let script = folder.appending(path: "peer.sql")
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
            try? FileManager.default.removeItem(at: script)
        }
        var statements = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE refills (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, answer BLOB NOT NULL);

            """
        for row in 1...rows { statements += "INSERT INTO refills VALUES (\(row), 'BENCH', randomblob(200));\n" }
        try Data(statements.utf8).write(to: script)
        let start = ContinuousClock.now
        try Tool.run(["sqlite3", "-batch", "-bail", database, ".read \(script.path)"])
        return Double(rows) / (ContinuousClock.now - start).seconds
    }
}
