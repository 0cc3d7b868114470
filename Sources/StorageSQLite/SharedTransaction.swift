import DutyModel
import GRDB
import Storage

/// One transaction that several bodies share: each in a savepoint of its own, all of them in one commit.
struct SharedTransaction {
    let database: Database

    /// Runs the bodies, commits, and then answers them; returns those that were neither run nor answered.
    ///
    /// Nobody is answered before the commit is durable. Where SQLite gives the whole transaction up under a body,
    /// as it may on a full or broken disk, what the bodies before it wrote is gone too, and they hear so.
    func commit(_ writes: [WaitingWrite]) -> ArraySlice<WaitingWrite> {
        do {
            try database.beginTransaction(.immediate)
        } catch {
            let failure = SQLiteFailure.translate(error, duringCommit: false)
            for write in writes { write.refuse(failure) }
            return []
        }
        var finished: [FinishedWrite] = []
        finished.reserveCapacity(writes.count)
        var lost: DutyFailure?
        for write in writes where lost == nil {
            let outcome = runInSavepoint(write)
            finished.append(outcome.body)
            lost = outcome.lost
        }
        let failure = lost ?? end(keeping: finished.contains { $0.failure == nil })
        if database.isInsideTransaction { try? database.rollback() }
        for body in finished { body.answer(failure) }
        return writes.dropFirst(finished.count)
    }

    /// Runs one body; `lost` says that the transaction cannot go on, so that nothing of it may be kept.
    private func runInSavepoint(_ write: WaitingWrite) -> (body: FinishedWrite, lost: DutyFailure?) {
        if let lost = savepoint("SAVEPOINT body") {
            return (FinishedWrite(failure: lost) { _ in write.refuse(lost) }, lost)
        }
        let body = write.run(SQLiteTransaction(database: database))
        guard database.isInsideTransaction else {
            let lost = DutyFailure(.fileUnwritable, "The database gave the transaction up while it was being written.")
            return (body, body.failure ?? lost)
        }
        if body.failure != nil, let lost = savepoint("ROLLBACK TO body") { return (body, lost) }
        return (body, savepoint("RELEASE body"))
    }

    private func savepoint(_ statement: String) -> DutyFailure? {
        do {
            try database.cachedStatement(sql: statement).execute()
            return nil
        } catch {
            return SQLiteFailure.translate(error, duringCommit: false)
        }
    }

    /// Commits where any body is to be kept; a failure says what is known of the commit.
    private func end(keeping: Bool) -> DutyFailure? {
        guard keeping else { return nil }
        do {
            try database.commit()
            return nil
        } catch {
            return SQLiteFailure.translate(error, duringCommit: true)
        }
    }
}
