extension FailureCode {
    /// The machine doesn't hold the impression.
    public static let impressionUnknown = FailureCode(
        "impression_unknown", .absent, .notDone, "Look up the item's number among the recent impressions.")
    /// The print came out already, or was declared spoiled; that drawing never leaves the machine again.
    public static let printSpent = FailureCode(
        "print_spent", .refused, .notDone, "Use a print that came out; the duty was debited once.")
    /// It isn't known yet whether the first print came out, so no second one begins.
    public static let printUnconfirmed = FailureCode(
        "print_unconfirmed", .refused, .notDone, "Send the first print again, or say that it came out.")
    /// Too many older impressions have no print that is known to have come out, so franking is locked.
    public static let printsUnsettled = FailureCode(
        "prints_unsettled", .refused, .notDone,
        "Print them, declare them spoiled, or say that they came out; “dutymark machine impression” lists them.")
    /// The impression can't be declared spoiled.
    public static let spoilRefused = FailureCode(
        "spoil_refused", .refused, .notDone, "Use a print that came out, or send the one that has begun again.")
    /// The impression could not be drawn.
    public static let printFailed = FailureCode(
        "print_failed", .broken, .done, "The duty is debited and the impression is kept; send the same print again.")
}

extension FailureCodeGroup {
    /// Prints.
    public static let prints = FailureCodeGroup(
        "Prints",
        [
            .impressionUnknown, .printSpent, .printUnconfirmed, .printsUnsettled, .spoilRefused, .printFailed,
        ])
}
