import DutyModel

extension FailureCode {
    /// The code points to another verify page.
    public static let codePrefixForeign = FailureCode(
        "code_prefix_foreign", .refused, .notDone, "Treat the stamp as not genuine.")
    /// The code isn't written as a machine writes it.
    public static let codeNotCanonical = FailureCode(
        "code_not_canonical", .refused, .notDone, "Treat the stamp as not genuine.")
    /// No machine in the key list made this code.
    public static let signerUnknown = FailureCode(
        "signer_unknown", .refused, .notDone, "Get the newest key list; treat the stamp as not genuine if it stays so.")
    /// The machine's key was revoked; what it signed proves nothing, whatever its date.
    public static let signerRevoked = FailureCode(
        "signer_revoked", .refused, .notDone, "Treat the stamp as not genuine and report it.")
    /// The code was changed or forged.
    public static let stampSignatureBad = FailureCode(
        "stamp_signature_bad", .refused, .notDone, "Treat the stamp as not genuine and report it.")
    /// The impression lies outside what this key may have made.
    public static let stampOutsideInterval = FailureCode(
        "stamp_outside_interval", .refused, .notDone, "Treat the stamp as not genuine and report it.")
    /// The key list can't be used.
    public static let keyListBad = FailureCode(
        "key_list_bad", .refused, .notDone, "Get the key list again from its publisher.")
    /// The key list is older than one that was seen here, or is signed with a publisher's key that another one has
    /// followed.
    public static let keyListRolledBack = FailureCode(
        "key_list_rolled_back", .refused, .notDone,
        "Get the newest key list from its publisher, and find out who put this one in its place.")
}

extension FailureCodeGroup {
    /// Checks of stamps and key lists.
    public static let stampChecks = FailureCodeGroup(
        "Checks of stamps and key lists",
        [
            .codePrefixForeign, .codeNotCanonical, .signerUnknown, .signerRevoked, .stampSignatureBad,
            .stampOutsideInterval, .keyListBad, .keyListRolledBack,
        ])
}
