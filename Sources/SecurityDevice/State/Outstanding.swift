import DutyModel
import Exchanges

/// The last question that was asked for an operation; only an answer to it counts.
struct AskedQuestion: Hashable, Sendable {
    /// The nonce of the question.
    let nonce: Nonce
    /// The counter of the statement in it.
    let statementCounter: UInt64
}

/// A refill that is not decided yet, as far as the device knows.
struct OutstandingRefill: Hashable, Sendable {
    /// What was asked for; frozen.
    let operation: RefillOperation
    /// The last try, where there was one.
    var asked: AskedQuestion?
}

/// An audit or a withdrawal that is not answered yet.
struct OutstandingInspection: Hashable, Sendable {
    /// Its name.
    let id: OperationID
    /// The last try, where there was one.
    var asked: AskedQuestion?
}
