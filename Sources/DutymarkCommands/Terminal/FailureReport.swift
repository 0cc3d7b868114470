import ArgumentParser
import DutyModel

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
        let body: JSONObject = [
            "code": code, "message": message, "remedy": remedy, "maximumAllowed": maximumAllowed, "outcome": outcome,
            "debitedItem": debitedItem,
        ]
        let failure: JSONObject = ["error": body]
        return (try? StandardOutput.writeWhole(failure.text + "\n")) != nil
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

extension ParsableArguments {
    /// Does the work of a command; a failure is told, and ends the program with the exit code that goes with it.
    func reporting<Value>(
        asJSON: Bool = false, sayingOutcome: Bool = false, _ work: () throws -> Value
    ) throws -> Value {
        do {
            return try work()
        } catch let failure as DutyFailure {
            throw failure.reported(asJSON: asJSON, sayingOutcome: sayingOutcome)
        }
    }

    /// The same for work that takes its time.
    func reporting<Value>(
        asJSON: Bool = false, sayingOutcome: Bool = false, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch let failure as DutyFailure {
            throw failure.reported(asJSON: asJSON, sayingOutcome: sayingOutcome)
        }
    }
}
