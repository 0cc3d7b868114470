import DutyModel

extension FailureCode {
    /// No machine runs on this data folder.
    public static let machineNotRunning = FailureCode(
        "machine_not_running", .unavailable, .notDone, "Start it with “dutymark up”.")
    /// The program's socket belongs to another user of this computer.
    public static let socketDenied = FailureCode(
        "socket_denied", .forbidden, .notDone, "Run the command as the user who runs the program; only that user may.")
}

extension FailureCodeGroup {
    /// The program's socket.
    public static let commandSocket = FailureCodeGroup(
        "The program's socket",
        [
            .machineNotRunning, .socketDenied,
        ])
}
