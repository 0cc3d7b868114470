import Foundation

/// Runs the jobs of one actor on a queue of their own, so that it may wait for other programs.
public final class OwnThread: SerialExecutor {
    private let queue = DispatchQueue(label: "dutymark.waiting")

    /// A thread for one actor.
    public init() {}

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
