extension FailureCode {
    /// The client showed no certificate.
    public static let certificateMissing = FailureCode(
        "certificate_missing", .forbidden, .notDone, "Connect with the machine's certificate.")
    /// A certificate has expired.
    public static let certificateExpired = FailureCode(
        "certificate_expired", .forbidden, .notDone, "Renew the certificate.")
    /// A certificate wasn't issued by this system's authority.
    public static let certificateForeign = FailureCode(
        "certificate_foreign", .forbidden, .notDone, "Connect with the certificate that was issued at enrolment.")
    /// A certificate was revoked.
    public static let certificateRevoked = FailureCode("certificate_revoked", .forbidden, .notDone, "Call the service.")
    /// A certificate is to be renewed that is good for long yet.
    public static let certificateNotDue = FailureCode(
        "certificate_not_due", .conflict, .notDone,
        "Check the machine's clock; the certificate is renewed by itself in its last 90 days.")
    /// A request carries no token.
    public static let tokenMissing = FailureCode(
        "token_missing", .forbidden, .notDone, "Ask the distributor for a token first.")
    /// A token has expired.
    public static let tokenExpired = FailureCode(
        "token_expired", .forbidden, .notDone, "Ask the distributor for a new token.")
    /// A token isn't valid here.
    public static let tokenBad = FailureCode("token_bad", .forbidden, .notDone, "Ask the distributor for a new token.")
    /// The enrolment code isn't one that the back end gave out.
    public static let enrolmentCodeWrong = FailureCode(
        "enrolment_code_wrong", .forbidden, .notDone,
        "Have the operator read the code out again; each wrong try counts.")
    /// The enrolment code has ended: it was used, has expired, or was tried too often.
    public static let enrolmentCodeSpent = FailureCode(
        "enrolment_code_spent", .forbidden, .notDone,
        "Ask the operator of the back end for a new code (“dutymark backend invite”).")
    /// Whoever answered a machine that enrols doesn't know the code.
    public static let backEndUnproven = FailureCode(
        "back_end_unproven", .refused, .notKnown,
        "Check the back end's address and what answers there, then ask the operator for a new code.")
    /// The signed directory can't be used.
    public static let directoryBad = FailureCode(
        "directory_bad", .unavailable, .notDone, "Try again; call the service if it happens again.")
    /// The security device isn't known.
    public static let psdUnknown = FailureCode("psd_unknown", .forbidden, .notDone, "Enrol the device first.")
    /// The machine may not speak for this security device.
    public static let psdNotOfMachine = FailureCode(
        "psd_not_of_machine", .forbidden, .notDone, "Use the machine that holds the device.")
    /// No operator has authorised this key.
    public static let psdNotPermitted = FailureCode(
        "psd_not_permitted", .forbidden, .notDone,
        "Give the operator the public key that the machine shows; it asks again by itself.")
    /// The same counter was seen with other content.
    public static let psdCloneSuspected = FailureCode(
        "psd_clone_suspected", .conflict, .notDone,
        "Frank nothing, restore no copy, and call the operator of the back end.")
    /// The device was withdrawn or taken out of use.
    public static let psdRetired = FailureCode(
        "psd_retired", .refused, .notDone, "Use the machine with the device that took its place, or call the service.")
    /// The machine is blocked.
    public static let machineBlocked = FailureCode(
        "machine_blocked", .forbidden, .notDone,
        "Call the operator of the back end; once the machine is unlocked, run an audit.")
    /// A public key is licensed under another device already.
    public static let keyLicensed = FailureCode(
        "key_licensed", .conflict, .notDone,
        "Compare serial and public key with what the machine shows; each device has a key of its own.")
    /// An operation, or something with this name, is known already with other content.
    public static let operationConflict = FailureCode(
        "operation_conflict", .conflict, .notKnown, "Start a new operation, or use another name.")
    /// A refill's sequence isn't the next one.
    public static let sequenceNotNext = FailureCode(
        "sequence_not_next", .conflict, .notDone,
        "Run an audit, then try again; refused again, cancel the refill, then withdraw the device.")
    /// The customer's account holds too little.
    public static let accountFundsShort = FailureCode(
        "account_funds_short", .refused, .notDone,
        "Pay money into the account, or ask for no more than the amount allowed.")
    /// Registers don't agree with the books.
    public static let registerMismatch = FailureCode(
        "register_mismatch", .conflict, .notDone, "Call the service with the mismatch that is named.")
    /// A usage record differs from the one already held.
    public static let usageConflict = FailureCode(
        "usage_conflict", .conflict, .notDone, "Call the service; the record is set aside.")
    /// Usage records aren't contiguous.
    public static let usageGap = FailureCode("usage_gap", .conflict, .notDone, "The missing records are sent again.")
    /// The device applied grants that these books don't hold.
    public static let grantsMissing = FailureCode(
        "grants_missing", .conflict, .notDone, "The machine sends its grants by itself; try again after that.")
    /// Money is on its way to a device that is being withdrawn and never applies it.
    public static let grantUnclaimed = FailureCode(
        "grant_unclaimed", .conflict, .notDone,
        "Have the operator give it back with “dutymark backend return-grants”, then withdraw the device again.")
    /// There is nothing to settle.
    public static let nothingToSettle = FailureCode(
        "nothing_to_settle", .refused, .notDone, "Nothing was changed; list first what is open.")
    /// Whether the operation was committed isn't known.
    public static let commitUnknown = FailureCode(
        "commit_unknown", .unavailable, .notKnown, "It is safe to try again; the same operation is never done twice.")
    /// The server has more requests than it takes at once.
    public static let serverBusy = FailureCode(
        "server_busy", .unavailable, .notDone, "Nothing was changed; try again after some seconds.")
    /// One machine has more requests under way than it may.
    public static let tooManyRequests = FailureCode(
        "too_many_requests", .throttled, .notDone,
        "Nothing was changed; wait for the answers under way, then try again.")
    /// A request has more bytes than allowed.
    public static let requestTooLarge = FailureCode("request_too_large", .tooLarge, .notDone, "Send less at once.")
    /// An invariant of the ledger is broken.
    public static let ledgerBroken = FailureCode(
        "ledger_broken", .broken, .notKnown, "Run “dutymark backend check”; it names the wrong row.")
    /// There is no key list at hand.
    public static let keyListMissing = FailureCode(
        "key_list_missing", .unavailable, .notDone, "Give one with --key, or name the data folder with --data.")
    /// Nothing is served on this port.
    public static let useTls = FailureCode("use_tls", .needsTLS, .notDone, "Use TLS on port 443.")
    /// The guide has no entry for this host and port.
    public static let hostNotInGuide = FailureCode(
        "host_not_in_guide", .refused, .notDone, "Add the entry to the guide, or correct the address.")
    /// There is nothing at this address.
    public static let pathUnknown = FailureCode("path_unknown", .absent, .notDone, "Check the address.")
}

extension FailureCodeGroup {
    /// Services of the back end.
    public static let services = FailureCodeGroup(
        "Services of the back end",
        [
            .certificateMissing, .certificateExpired, .certificateForeign, .certificateRevoked, .certificateNotDue,
            .tokenMissing, .tokenExpired, .tokenBad, .enrolmentCodeWrong, .enrolmentCodeSpent, .backEndUnproven,
            .directoryBad, .psdUnknown, .psdNotOfMachine, .psdNotPermitted, .psdCloneSuspected, .psdRetired,
            .machineBlocked, .keyLicensed, .operationConflict, .sequenceNotNext, .accountFundsShort, .registerMismatch,
            .usageConflict, .usageGap, .grantsMissing, .grantUnclaimed, .nothingToSettle, .commitUnknown, .serverBusy,
            .tooManyRequests, .requestTooLarge, .ledgerBroken, .keyListMissing, .useTls, .hostNotInGuide, .pathUnknown,
        ])
}
