import DutyModel

extension FailureCode {
    /// There is no scenario of this name.
    public static let labScenarioUnknown = FailureCode(
        "lab_scenario_unknown", .absent, .notDone, "List the scenarios with “dutymark lab list”.")
    /// A data file of the lab is damaged or holds something unknown.
    public static let labDataMalformed = FailureCode(
        "lab_data_malformed", .malformed, .notDone, "Correct the place that is named.")
    /// Two faults can't hold at once.
    public static let labFaultsClash = FailureCode(
        "lab_faults_clash", .conflict, .notDone, "Choose scenarios that can hold at once.")
    /// This computer or user can't run the lab.
    public static let labUnavailable = FailureCode(
        "lab_unavailable", .unavailable, .notDone, "Run it as root on a Linux computer that allows network namespaces.")
    /// A program of the lab failed.
    public static let labProgramFailed = FailureCode(
        "lab_program_failed", .broken, .notDone, "Read what the program said.")
}

extension FailureCodeGroup {
    /// The lab.
    public static let lab = FailureCodeGroup(
        "The lab",
        [
            .labScenarioUnknown, .labDataMalformed, .labFaultsClash, .labUnavailable, .labProgramFailed,
        ])
}
