extension FailureCode {
    /// The security device is in a state that doesn't allow the operation.
    public static let psdStateRefuses = FailureCode(
        "psd_state_refuses", .refused, .notDone,
        "Look at the state on the home page; it says what the device is waiting for.")
    /// The inspection is overdue, and franking is locked.
    public static let psdInspectionOverdue = FailureCode(
        "psd_inspection_overdue", .refused, .notDone, "Run an audit; it needs the network.")
    /// The upload of usage records is overdue, and franking is locked.
    public static let psdUploadOverdue = FailureCode(
        "psd_upload_overdue", .refused, .notDone, "Upload the records; it needs the network.")
    /// The last audit found a mismatch, and franking is locked.
    public static let psdAuditFailed = FailureCode(
        "psd_audit_failed", .refused, .notDone, "Call the service with the mismatch that the page names.")
    /// The security device was opened.
    public static let psdTampered = FailureCode(
        "psd_tampered", .broken, .notDone, "Take the machine out of use and call the service.")
    /// An invariant of the security device is broken; it prints nothing any longer.
    public static let psdFatal = FailureCode(
        "psd_fatal", .broken, .notKnown,
        "Take the machine out of use and call the service; the data stays readable for the audit.")
    /// The clock went back by more than five minutes.
    public static let psdClockWentBack = FailureCode(
        "psd_clock_went_back", .refused, .notDone, "Correct the clock, or run an audit, which brings the right time.")
    /// The count or value allowed between two inspections is used up.
    public static let psdInspectionLimit = FailureCode(
        "psd_inspection_limit", .refused, .notDone, "Run an audit; it starts a new inspection period.")
    /// The security device has no room for another record.
    public static let psdStoreFull = FailureCode(
        "psd_store_full", .refused, .notDone,
        "Upload the waiting records, which frees their room. If none waits, free space on the base's disk.")
    /// A refill is already outstanding; its amount can't change.
    public static let refillOutstanding = FailureCode(
        "refill_outstanding", .conflict, .notDone, "Finish the outstanding refill first.")
    /// No refill is outstanding.
    public static let refillNoneOutstanding = FailureCode(
        "refill_none_outstanding", .conflict, .notDone, "Ask for a refill first.")
    /// A refill would leave more funds in the machine than its licence allows.
    public static let refillOverMaximum = FailureCode(
        "refill_over_maximum", .refused, .notDone, "Ask for no more than the amount allowed.")
    /// A signed answer belongs to another operation, attempt or device.
    public static let grantNotMine = FailureCode(
        "grant_not_mine", .conflict, .notKnown, "Nothing was applied; try the refill again.")
    /// A grant's control total doesn't fit the registers.
    public static let grantControlTotal = FailureCode(
        "grant_control_total", .conflict, .notKnown, "Nothing was applied; run an audit.")
    /// A signature doesn't fit what it signs.
    public static let signatureBad = FailureCode(
        "signature_bad", .refused, .notKnown,
        "Nothing was applied; try again, and call the service if it happens again.")
    /// An answer belongs to an earlier question.
    public static let nonceStale = FailureCode("nonce_stale", .conflict, .notKnown, "Nothing was applied; try again.")
    /// An answer comes from a funds server that has been replaced.
    public static let epochStale = FailureCode(
        "epoch_stale", .unavailable, .notKnown, "Nothing was applied; try again later.")
    /// A receipt doesn't cover the records it names.
    public static let receiptBad = FailureCode(
        "receipt_bad", .refused, .notKnown, "The records are kept; the upload is tried again.")
    /// The journal of the security device is damaged.
    public static let journalDamaged = FailureCode(
        "journal_damaged", .broken, .notKnown,
        "Take the machine out of use and call the service; don't restore a copy.")
    /// The anchor of the security device's journal is missing or damaged.
    public static let anchorMissing = FailureCode(
        "anchor_missing", .broken, .notKnown, "Take the machine out of use and call the service; don't restore a copy.")
    /// The journal of the security device could not be written.
    public static let journalWriteFailed = FailureCode(
        "journal_write_failed", .broken, .notKnown,
        "Check the disk, then start the machine again; it then knows what was debited.")
    /// The journal is older than what was already printed.
    public static let journalRolledBack = FailureCode(
        "journal_rolled_back", .broken, .notKnown,
        "Take the machine out of use and call the service; don't restore a copy.")
    /// An answer names a standing of the device that didn't come with it.
    public static let standingMissing = FailureCode(
        "standing_missing", .refused, .notKnown,
        "Nothing was applied; try again, and call the service if it happens again.")
    /// Two standings of the device have one number.
    public static let standingConflict = FailureCode(
        "standing_conflict", .conflict, .notKnown, "Nothing was applied; call the operator of the back end.")
    /// The service root of the security device doesn't vouch for a service's key.
    public static let serviceKeyUnknown = FailureCode(
        "service_key_unknown", .refused, .notKnown,
        "Nothing was applied; call the operator of the back end, who certifies its keys.")
    /// A service signed with a key outside the time for which it was certified.
    public static let serviceKeyExpired = FailureCode(
        "service_key_expired", .refused, .notKnown,
        "Nothing was applied; call the operator of the back end, who renews its keys' certificates.")
    /// A licence is a demonstration's and the security device or the books aren't, or the reverse.
    public static let licenceForeign = FailureCode(
        "licence_foreign", .refused, .notKnown,
        "Use the machine with an installation of its own kind; a device is for demonstrations only, or never.")
    /// The security device obeys another service root.
    public static let serviceRootPinned = FailureCode(
        "service_root_pinned", .refused, .notDone,
        "Use the root of the installation to which the machine belongs, or another machine.")
    /// A key file can be read by others.
    public static let keyExposed = FailureCode(
        "key_exposed", .broken, .notDone, "Set its mode to 0600 and find out who could read it.")
    /// A key file is missing.
    public static let keyMissing = FailureCode(
        "key_missing", .broken, .notDone, "Find the file in the table of docs/operations.md, which says what to do.")
    /// Anybody can sign for a public key.
    public static let keyWeak = FailureCode(
        "key_weak", .refused, .notDone, "License the public key that the machine shows; no device makes this one.")
}

extension FailureCodeGroup {
    /// Security device.
    public static let securityDevice = FailureCodeGroup(
        "Security device",
        [
            .psdStateRefuses, .psdInspectionOverdue, .psdUploadOverdue, .psdAuditFailed, .psdTampered, .psdFatal,
            .psdClockWentBack, .psdInspectionLimit, .psdStoreFull, .refillOutstanding, .refillNoneOutstanding,
            .refillOverMaximum, .grantNotMine, .grantControlTotal, .signatureBad, .nonceStale, .epochStale, .receiptBad,
            .journalDamaged, .anchorMissing, .journalWriteFailed, .journalRolledBack, .standingMissing,
            .standingConflict, .serviceKeyUnknown, .serviceKeyExpired, .licenceForeign, .serviceRootPinned, .keyExposed,
            .keyMissing, .keyWeak,
        ])
}
