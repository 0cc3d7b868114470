import DutyModel

/// One SQL database: what the back end needs of an engine, and nothing that only one engine has.
///
/// Bodies are plain functions over an open transaction, so that an engine may run a body again after a
/// serialisation failure, and may run the bodies of several requests in one transaction and one commit. A
/// body therefore changes nothing outside the database.
public protocol SQLDatabase: Sendable {
    /// Runs the body on one consistent state of the database; it cannot write.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value

    /// Runs the body in a transaction and returns only after its commit is durable.
    ///
    /// A body that throws leaves nothing behind, and what other bodies wrote in the same transaction stays.
    /// `data_full`, `data_read_only` and `server_busy` say that nothing was written; `commit_unknown` says that it
    /// cannot be told, so the caller looks its key up again.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value
}

/// An open transaction.
public protocol SQLTransaction {
    /// The rows a statement answers; all of them are in memory, so a statement that may answer many has a LIMIT.
    func rows(_ statement: SQLStatement) throws(DutyFailure) -> [SQLRow]

    /// Runs a statement and returns how many rows it changed.
    @discardableResult
    func execute(_ statement: SQLStatement) throws(DutyFailure) -> Int
}

extension SQLTransaction {
    /// The first row of an answer, or nil.
    public func row(_ statement: SQLStatement) throws(DutyFailure) -> SQLRow? { try rows(statement).first }
}
