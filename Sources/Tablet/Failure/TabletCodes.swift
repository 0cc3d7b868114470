import DutyModel

extension FailureCode {
    /// What was asked for needs to be confirmed, and nobody confirmed it.
    public static let confirmationNeeded = FailureCode(
        "confirmation_needed", .refused, .notDone,
        "Compare the amount in words with the document; then confirm it on the page, or with --yes.")
    /// The link to the site is down.
    public static let networkLinkDown = FailureCode(
        "network_link_down", .network, .notDone, "Check the cable, or the Wi-Fi network, and the settings of the link.")
    /// A captive portal answers in place of the internet.
    public static let networkPortal = FailureCode(
        "network_portal", .network, .notDone, "Have your IT department let this machine through without logging in.")
    /// The connectivity check wasn't answered.
    public static let networkNotValidated = FailureCode(
        "network_not_validated", .network, .notDone, "Run the network test on the machine; it names what is blocked.")
    /// The machine runs without a doctor, because it doesn't use the network itself.
    public static let doctorMissing = FailureCode(
        "doctor_missing", .refused, .notDone, "Run “dutymark doctor” on the computer instead.")
    /// The machine doesn't keep the run of the doctor, or that part of it.
    public static let doctorRunUnknown = FailureCode("doctor_run_unknown", .absent, .notDone, "Run the doctor again.")
}

extension FailureCodeGroup {
    /// The machine and its network.
    public static let tablet = FailureCodeGroup(
        "The machine and its network",
        [
            .confirmationNeeded, .networkLinkDown, .networkPortal, .networkNotValidated, .doctorMissing,
            .doctorRunUnknown,
        ])
}
