import DutyModel
import Storage
import Synchronization

/// A real database whose next commit can be made to end without anybody knowing how.
final class UncertainDatabase: SQLDatabase {
    /// What becomes of the next commit.
    enum NextCommit: CaseIterable {
        case known
        /// It fails, and nothing is written.
        case lost
        /// It succeeds, and nobody hears of it.
        case unheard
    }

    let base: any SQLDatabase
    private let next = Mutex(NextCommit.known)

    init(_ base: any SQLDatabase) { self.base = base }

    func plan(_ commit: NextCommit) { next.withLock { $0 = commit } }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value { try await base.read(body) }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        let unknown = DutyFailure(.commitUnknown, "The disk failed while the database committed.")
        let plan = next.withLock { planned in
            defer { planned = .known }
            return planned
        }
        let value = try await base.write { (transaction) throws(DutyFailure) in
            let value = try body(transaction)
            if plan == .lost { throw unknown }
            return value
        }
        if plan == .unheard { throw unknown }
        return value
    }
}
