import Storage

extension BackEndSchema {
    /// The version since which books have a name.
    static let identityVersion: Int64 = 7

    /// The books have a name of their own, drawn once, so that those of another installation are seen.
    static let identityTable: [SQLStatement] = [
        "CREATE TABLE books_identity (only_row BIGINT PRIMARY KEY CHECK (only_row = 1), identity TEXT NOT NULL)",
        "INSERT INTO books_identity VALUES (1, lower(hex(randomblob(16))))",
    ]
}
