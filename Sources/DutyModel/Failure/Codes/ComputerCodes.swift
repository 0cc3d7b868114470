extension FailureCode {
    /// A data folder, or something that was in it, is missing.
    public static let dataMissing = FailureCode(
        "data_missing", .broken, .notDone, "Name an existing folder with --data, or run “dutymark up” to make one.")
    /// A file of the data folder belongs to another installation.
    public static let dataForeign = FailureCode(
        "data_foreign", .refused, .notDone,
        "Find the file in the table of docs/operations.md, and put this installation's own back.")
    /// The data folder can't be written.
    public static let dataReadOnly = FailureCode(
        "data_read_only", .unavailable, .notDone, "Make the folder writable, or name another with --data.")
    /// The disk that holds the data folder is full.
    public static let dataFull = FailureCode("data_full", .unavailable, .notKnown, "Make room on the disk.")
    /// The data folder was written by a newer version.
    public static let dataNewerVersion = FailureCode(
        "data_newer_version", .broken, .notDone, "Use that version or a later one.")
    /// The data folder is in use by another process.
    public static let dataInUse = FailureCode(
        "data_in_use", .unavailable, .notDone, "Stop the other process, or name another folder with --data.")
    /// A file of the data folder can't be read.
    public static let dataMalformed = FailureCode(
        "data_malformed", .broken, .notDone, "Find the file in the table of docs/operations.md, which says what to do.")
    /// A port is already in use.
    public static let portTaken = FailureCode(
        "port_taken", .unavailable, .notDone, "Stop the other program, or choose another port.")
    /// A file can't be read.
    public static let fileUnreadable = FailureCode(
        "file_unreadable", .refused, .notDone, "Check the path and its permissions.")
    /// A file can't be written.
    public static let fileUnwritable = FailureCode(
        "file_unwritable", .unavailable, .notKnown, "Check the path and its permissions.")
    /// Something is already there, where something new was to be made.
    public static let placeTaken = FailureCode(
        "place_taken", .conflict, .notDone, "Name a place where nothing is yet, or move away what is there.")
    /// Another program of this computer couldn't be started.
    public static let programNotStarted = FailureCode(
        "program_not_started", .broken, .notDone, "Check that the program is installed and may be run.")
    /// A file that comes with the program is missing or damaged.
    public static let programFileBad = FailureCode("program_file_bad", .broken, .notDone, "Install the program again.")
    /// Something went wrong inside the program.
    public static let internalError = FailureCode(
        "internal_error", .broken, .notKnown, "Look at the log; report it if it happens again.")
}

extension FailureCodeGroup {
    /// This computer.
    public static let computer = FailureCodeGroup(
        "This computer",
        [
            .dataMissing, .dataForeign, .dataReadOnly, .dataFull, .dataNewerVersion, .dataInUse, .dataMalformed,
            .portTaken, .fileUnreadable, .fileUnwritable, .placeTaken, .programNotStarted, .programFileBad,
            .internalError,
        ])
}
