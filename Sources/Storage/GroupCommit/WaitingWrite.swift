import DutyModel

/// The body of a write that waits for its turn in a shared transaction, without its type.
package struct WaitingWrite: Sendable {
    /// Runs the body; called again where what it wrote was undone with others' writes, and never after `refuse`. Only
    /// the last run's outcome is answered.
    package let run: @Sendable (any SQLTransaction) -> FinishedWrite
    /// Answers that the body was not run; called instead of `run`.
    package let refuse: @Sendable (DutyFailure) -> Void

    /// A body whose outcome `answer` is given exactly once.
    package init<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(DutyFailure) -> Value,
        answer: @escaping @Sendable (Result<Value, DutyFailure>) -> Void
    ) {
        run = { transaction in
            do throws(DutyFailure) {
                let value = try body(transaction)
                return FinishedWrite(failure: nil) { failure in
                    answer(failure.map { .failure($0) } ?? .success(value))
                }
            } catch {
                return FinishedWrite(failure: error) { _ in answer(.failure(error)) }
            }
        }
        refuse = { answer(.failure($0)) }
    }
}

/// A body that ran and is not answered yet, because what it wrote is not durable yet.
package struct FinishedWrite {
    /// What the body threw; what it wrote is to be rolled back then.
    package let failure: DutyFailure?
    /// Answers, with what became of the transaction: nil after a durable commit, else why there was none.
    ///
    /// A body that threw is answered with what it threw, whatever became of the others.
    package let answer: @Sendable (DutyFailure?) -> Void

    /// A body that ran.
    package init(failure: DutyFailure?, answer: @escaping @Sendable (DutyFailure?) -> Void) {
        self.failure = failure
        self.answer = answer
    }
}
