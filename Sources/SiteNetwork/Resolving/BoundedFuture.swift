import NIOCore

extension EventLoopFuture where Value: Sendable {
    /// This result, or the failure where it does not come in time; a later result is dropped.
    func bounded(
        by limit: TimeAmount, otherwise failure: @escaping @Sendable () -> any Error
    ) -> EventLoopFuture<Value> {
        let promise = eventLoop.makePromise(of: Value.self)
        // Both run on the same loop, and only the first to complete the promise counts.
        let deadline = eventLoop.scheduleTask(in: limit) { promise.fail(failure()) }
        whenComplete { result in
            deadline.cancel()
            promise.completeWith(result)
        }
        return promise.futureResult
    }
}
