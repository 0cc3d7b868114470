import DutyModel

extension FailureCode {
    /// A file of rules can't be read.
    public static let ruleFileMalformed = FailureCode(
        "rule_file_malformed", .malformed, .notDone, "Correct the line that is named, or give the file’s kind.")
    /// The kind of a file of rules isn't known.
    public static let ruleFileKindUnknown = FailureCode(
        "rule_file_kind_unknown", .malformed, .notDone, "Give the file’s kind.")
}

extension DutyFailure {
    /// A line of a file of rules that cannot be read.
    static func ruleFile(_ fileName: String, _ line: Int, _ what: String) -> DutyFailure {
        DutyFailure(.ruleFileMalformed, "\(fileName), line \(line): \(what).")
    }
}

extension FailureCodeGroup {
    /// Files of firewall and proxy rules.
    public static let ruleFiles = FailureCodeGroup(
        "Files of firewall and proxy rules",
        [
            .ruleFileMalformed, .ruleFileKindUnknown,
        ])
}
