extension FailureCode {
    /// A command was lost on its way and is never carried out.
    public static let actNotDone = FailureCode(
        "act_not_done", .refused, .notDone, "Give the command again if you still want it.")
    /// The device has forgotten commands as old as this one.
    public static let actTooOld = FailureCode(
        "act_too_old", .conflict, .notKnown,
        "Look at the recent impressions and at the home page; what is there was done.")
    /// It isn't known yet whether a command was carried out.
    public static let outcomeUnknown = FailureCode(
        "outcome_unknown", .unavailable, .notKnown,
        "Ask again what became of it, and don't give the command again before you know.")
}

extension FailureCodeGroup {
    /// What became of a command.
    public static let acts = FailureCodeGroup(
        "What became of a command",
        note: """
            After every failure one of three things holds of the command that failed: it was done, it was not done \
            and won't be, or that is not known yet. Whoever shows a failure says which; “nothing was debited” is \
            said only where it is known. Where it is not known, page and command line ask the machine by the name of \
            the command, and `dutymark machine outcome` asks again.
            """,
        [
            .actNotDone, .actTooOld, .outcomeUnknown,
        ])
}
