import DutyModel

extension DutyFailure {
    /// The failure that an error is; another error as one of this code that says what went wrong.
    static func of(_ error: any Error, or code: FailureCode, _ what: String) -> DutyFailure {
        error as? DutyFailure ?? DutyFailure(code, "\(what): \(ErrorWords.of(error)).")
    }
}
