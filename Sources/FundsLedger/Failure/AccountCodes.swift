import DutyModel

extension FailureCode {
    /// The challan number was used before.
    public static let challanUsed = FailureCode(
        "challan_used", .conflict, .notDone, "Check the challan; money is booked once under a number.")
    /// No money was paid in under the challan number.
    public static let depositUnknown = FailureCode(
        "deposit_unknown", .absent, .notDone, "Check the number; “dutymark backend deposits” lists what was paid in.")
    /// The deposit was reversed before.
    public static let depositReversed = FailureCode(
        "deposit_reversed", .conflict, .notDone,
        "Nothing was changed; “dutymark backend deposits” says when it was reversed, and why.")
    /// Restored books lack something that was decided about a device or an account.
    public static let storyIncomplete = FailureCode(
        "story_incomplete", .refused, .notDone,
        "Correct the books as the alarm says, then settle the alarm; to pay before, give --although-incomplete with "
            + "the reason.")
}

extension FailureCodeGroup {
    /// Accounts and deposits.
    public static let accounts = FailureCodeGroup(
        "Accounts and deposits",
        [
            .challanUsed, .depositUnknown, .depositReversed, .storyIncomplete,
        ])
}
