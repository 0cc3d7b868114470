import DutyModel

extension FailureCode {
    /// A server's certificate wasn't renewed.
    public static let certificateNotRenewed = FailureCode(
        "certificate_not_renewed", .broken, .notDone,
        "Fix what the alarm names, before the certificate ends; it is tried again by itself.")
    /// The certificate of a service's key ends soon and isn't renewed by itself.
    public static let serviceKeyEnding = FailureCode(
        "service_key_ending", .broken, .notDone,
        "Stop the back end, and run “dutymark backend root --renew” with two private halves of the service root, "
            + "before it ends.")
    /// The books name a device that the funds service didn't authorise.
    public static let keyNotAuthorised = FailureCode(
        "key_not_authorised", .broken, .notDone,
        "Find out who else writes to the database; “dutymark backend check” names the row.")
    /// The books don't know the machine.
    public static let machineUnknown = FailureCode(
        "machine_unknown", .absent, .notDone,
        "Check the machine's number; “dutymark backend machines” lists those that are enrolled.")
    /// No machine in the books has the certificate.
    public static let certificateUnknown = FailureCode(
        "certificate_unknown", .absent, .notDone,
        "Check its SHA-256; “dutymark backend machines” lists the certificates of each machine.")
    /// The books don't know the account.
    public static let accountUnknown = FailureCode(
        "account_unknown", .absent, .notDone,
        "Check the account's number; “dutymark backend accounts” lists those that are open.")
    /// The books are older than the acts that were already carried out.
    public static let booksRolledBack = FailureCode(
        "books_rolled_back", .broken, .notDone,
        "Never copy books by hand: restore the newest backup with “dutymark backend restore --from BACKUP --replace”.")
    /// The back end couldn't publish the key list.
    public static let keyListUnpublished = FailureCode(
        "key_list_unpublished", .unavailable, .done,
        "Give the folder “public” of the data folder to the back end's user; the next try then publishes the list.")
    /// More stamps of a device or customer are marked than the key list holds.
    public static let keyListOverfull = FailureCode(
        "key_list_overfull", .refused, .notDone,
        "Find out why so many prints are declared spoiled; until they fit, checks of these keys' stamps say that "
            + "they are suspended.")
}

extension FailureCodeGroup {
    /// Operation of the back end.
    public static let backEnd = FailureCodeGroup(
        "Operation of the back end",
        [
            .certificateNotRenewed, .serviceKeyEnding, .keyNotAuthorised, .machineUnknown, .certificateUnknown,
            .accountUnknown, .booksRolledBack, .keyListUnpublished, .keyListOverfull,
        ])
}
