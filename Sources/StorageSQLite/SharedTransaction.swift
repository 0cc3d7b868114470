import DutyModel
import GRDB
import Storage

/// One transaction that several bodies share, and one commit.
///
/// A savepoint makes SQLite copy every page before a body changes it, and hardly any body throws after it wrote. So the
/// bodies run without savepoints first; where one has to be undone, all run again, each in a savepoint of its own.
struct SharedTransaction {
    let database: Database

    /// Runs the bodies, commits, and then answers them; returns those that were neither run nor answered.
    ///
    /// Nobody is answered before the commit is durable. Where SQLite gives the whole transaction up under a body,
    /// as it may on a full or broken disk, what the bodies before it wrote is gone too, and they hear so.
    func commit(_ writes: [WaitingWrite]) -> ArraySlice<WaitingWrite> {
        if let run = begin(writes, runPlain) { return finish(run, of: writes) }
        if let run = begin(writes, runInSavepoints) { return finish(run, of: writes) }
        return []
    }

    /// What became of the bodies that ran.
    private struct Run {
        var finished: [FinishedWrite] = []
        /// Why the transaction cannot go on, so that nothing of it may be kept.
        var lost: DutyFailure?
    }

    /// Runs the bodies in a new transaction; nil where none began, so that all were refused, or where it was undone.
    private func begin(_ writes: [WaitingWrite], _ runBodies: ([WaitingWrite]) -> Run?) -> Run? {
        do {
            try database.beginTransaction(.immediate)
        } catch {
            let failure = SQLiteFailure.translate(error, database.configuration)
            return Run(finished: writes.map { write in FinishedWrite(failure: failure) { _ in write.refuse(failure) } })
        }
        guard let run = runBodies(writes) else {
            try? database.rollback()
            return nil
        }
        return run
    }

    /// Commits where any body is to be kept, and answers.
    private func finish(_ run: Run, of writes: [WaitingWrite]) -> ArraySlice<WaitingWrite> {
        let failure = run.lost ?? end(keeping: run.finished.contains { $0.failure == nil })
        if database.isInsideTransaction { try? database.rollback() }
        for body in run.finished { body.answer(failure) }
        return writes.dropFirst(run.finished.count)
    }

    /// Runs the bodies one after the other; nil where one threw after it wrote, while others are to be kept.
    private func runPlain(_ writes: [WaitingWrite]) -> Run? {
        var run = Run()
        run.finished.reserveCapacity(writes.count)
        for write in writes {
            let transaction = SQLiteTransaction(database: database)
            let body = write.run(transaction)
            run.finished.append(body)
            guard database.isInsideTransaction else {
                run.lost = body.failure ?? Self.givenUp
                return run
            }
            if body.failure != nil, transaction.mark.wrote, writes.count > 1 { return nil }
        }
        return run
    }

    /// Runs the bodies, each in a savepoint, and undoes those that threw.
    private func runInSavepoints(_ writes: [WaitingWrite]) -> Run? {
        var run = Run()
        run.finished.reserveCapacity(writes.count)
        for write in writes where run.lost == nil {
            let outcome = runInSavepoint(write)
            run.finished.append(outcome.body)
            run.lost = outcome.lost
        }
        return run
    }

    private func runInSavepoint(_ write: WaitingWrite) -> (body: FinishedWrite, lost: DutyFailure?) {
        if let lost = savepoint("SAVEPOINT body") {
            return (FinishedWrite(failure: lost) { _ in write.refuse(lost) }, lost)
        }
        let body = write.run(SQLiteTransaction(database: database))
        guard database.isInsideTransaction else { return (body, body.failure ?? Self.givenUp) }
        if body.failure != nil, let lost = savepoint("ROLLBACK TO body") { return (body, lost) }
        return (body, savepoint("RELEASE body"))
    }

    private static var givenUp: DutyFailure {
        DutyFailure(.fileUnwritable, "The database gave the transaction up while it was being written.")
    }

    private func savepoint(_ statement: String) -> DutyFailure? {
        do {
            try database.cachedStatement(sql: statement).execute()
            return nil
        } catch {
            return SQLiteFailure.translate(error, database.configuration)
        }
    }

    /// Commits where any body is to be kept; a failure says what is known of the commit.
    private func end(keeping: Bool) -> DutyFailure? {
        guard keeping else { return nil }
        do {
            try database.commit()
            return nil
        } catch {
            return SQLiteFailure.translate(error, database.configuration, duringCommit: true)
        }
    }
}
