import Installation
import ArgumentParser
import DutyModel
import Foundation

extension DutyFailure {
    /// Tells the person (or the program) what went wrong, on standard error or as JSON on standard output,
    /// and gives the exit code to throw, which goes with the code's category. A command that changes something
    /// says what is known of it, too.
    ///
    /// `debitedItem` is the impression that was made all the same and stays debited, where there is one.
    func reported(asJSON: Bool = false, sayingOutcome: Bool = false, debitedItem: UInt32? = nil) -> ExitCode {
        // Where nobody takes the JSON, a person may read the sentences.
        if !asJSON || !wroteJSON(debitedItem) {
            let most =
                maximumAllowed.map {
                    $0 > .zero ? " At most \($0.rupeeText) is allowed now." : " Nothing more is allowed now."
                } ?? ""
            let known = sayingOutcome ? " \(outcome.words)" : ""
            StandardError.write("\(message)\(most)\(known)\n\(remedy)\n[\(code.rawValue)]")
        }
        return ExitCode(code.category.exitStatus)
    }

    /// Whether the failure stands in JSON on standard output now.
    private func wroteJSON(_ debitedItem: UInt32?) -> Bool {
        (try? StandardOutput.writeWhole(JSONText.of(FailureJSON(failure: self, debitedItem: debitedItem)) + "\n"))
            != nil
    }
}

extension KnownOutcome {
    /// What is known of a command, after what failed.
    fileprivate var words: String {
        switch self {
        case .done: "The command was done."
        case .notDone: "The command was not done."
        case .notKnown: "It is not known whether the command was done."
        }
    }
}

extension MachineOptions {
    /// Runs a check of what was typed; a refusal is told as every other.
    func checked<Value>(_ work: () throws(DutyFailure) -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            throw error.reported(asJSON: json)
        }
    }
}

/// A failure in JSON.
private struct FailureJSON: Encodable {
    struct Body: Encodable {
        let code: FailureCode
        let message: String
        let remedy: String
        let maximumAllowed: OrNull<Paise>
        let outcome: KnownOutcome
        let debitedItem: OrNull<UInt32>
    }
    let formatVersion = 1
    let error: Body

    init(failure: DutyFailure, debitedItem: UInt32?) {
        error = Body(
            code: failure.code, message: failure.message, remedy: failure.remedy,
            maximumAllowed: OrNull(failure.maximumAllowed), outcome: failure.outcome,
            debitedItem: OrNull(debitedItem))
    }
}
