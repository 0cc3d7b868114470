import DutyModel

extension FailureCode {
    /// The request names another host.
    public static let hostForeign = FailureCode(
        "host_foreign", .misdirected, .notDone, "Open the page by the address that the program printed.")
    /// The request comes from another site.
    public static let originForeign = FailureCode("origin_foreign", .forbidden, .notDone, "Use the page itself.")
    /// The form doesn't come from this page.
    public static let csrfBad = FailureCode(
        "csrf_bad", .forbidden, .notKnown, "Load the page again and send the form once more.")
    /// The form was sent already.
    public static let formExpired = FailureCode(
        "form_expired", .conflict, .notKnown, "Look at the recent impressions before you send it again.")
}

extension FailureCodeGroup {
    /// The clerk's page.
    public static let page = FailureCodeGroup(
        "The clerk's page",
        [
            .hostForeign, .originForeign, .csrfBad, .formExpired,
        ])
}
