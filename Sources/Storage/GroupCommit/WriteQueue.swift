import DutyModel
import Synchronization

/// How many writes share a commit, and how many may wait for one.
public struct GroupCommitLimits: Hashable, Sendable {
    /// Bodies in one transaction. Each request of a full batch waits for all of it, so more would only lengthen the
    /// wait: at this size the commit is a hundredth part of each body.
    public var bodiesMaximum = 128
    /// Bodies that wait; what comes beyond them is refused with `server_busy`, so that a flood costs no memory and
    /// nobody waits for longer than eight batches.
    public var waitingMaximum = 1_024

    /// The defaults.
    public init() {}
}

/// The writes that wait for a database's one writer.
///
/// A writer is started when the first write arrives and goes on as long as any waits; nobody is made to wait so
/// that a batch may grow. What arrives during one commit shares the next.
package final class WriteQueue: Sendable {
    private let limits: GroupCommitLimits
    private let state = Mutex(State())

    private struct State {
        var waiting: [WaitingWrite] = []
        var writerRuns = false
    }

    /// What became of a write that was added.
    package enum Admission: Hashable, Sendable {
        /// It waits, and the caller must start the writer.
        case startWriter
        /// It waits; the writer that runs will take it.
        case waits
        /// Too many wait already; it was refused.
        case refused
    }

    /// An empty queue.
    package init(limits: GroupCommitLimits) { self.limits = limits }

    /// Adds a write, or refuses it with `server_busy`.
    package func add(_ write: WaitingWrite) -> Admission {
        let admission = state.withLock { state -> Admission in
            guard state.waiting.count < limits.waitingMaximum else { return .refused }
            state.waiting.append(write)
            guard !state.writerRuns else { return .waits }
            state.writerRuns = true
            return .startWriter
        }
        if admission == .refused {
            write.refuse(DutyFailure(.serverBusy, "\(limits.waitingMaximum) requests wait for the database already."))
        }
        return admission
    }

    /// How many writes wait now.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// The next batch for the writer, oldest first; where it is empty the writer ends.
    package func nextBatch() -> [WaitingWrite] {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(limits.bodiesMaximum))
            state.waiting.removeFirst(batch.count)
            if batch.isEmpty { state.writerRuns = false }
            return batch
        }
    }

    /// Puts writes that were not run back to the front.
    package func putBack(_ writes: some Collection<WaitingWrite>) {
        state.withLock { $0.waiting.insert(contentsOf: writes, at: 0) }
    }
}
