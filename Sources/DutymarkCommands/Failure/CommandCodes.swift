import DutyModel

extension FailureCode {
    /// A saved run of the doctor can't be read.
    public static let recordingMalformed = FailureCode(
        "recording_malformed", .malformed, .notDone, "Give a file written by “dutymark doctor --save”.")
    /// The program that runs PAC files isn't installed.
    public static let scriptEngineMissing = FailureCode(
        "script_engine_missing", .unavailable, .notDone, "Install the Debian package duktape.")
    /// The command asks for something in a terminal, and there is none that it can use.
    public static let terminalMissing = FailureCode(
        "terminal_missing", .refused, .notDone, "Run the command in a terminal.")
}

extension FailureCodeGroup {
    /// The command line.
    public static let commands = FailureCodeGroup(
        "The command line",
        [
            .recordingMalformed, .scriptEngineMissing, .terminalMissing,
        ])
}
