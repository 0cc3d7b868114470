/// Every file of a data folder: what it is, what its loss costs, and what to do. The failure of a file says its row,
/// and docs/operations.md shows the whole table.
enum FolderTable {
    /// One file, or several of a kind.
    struct Row: Hashable, Sendable {
        /// Its path in the data folder. `N` stands for a number, `NAME` for a name, `…` for everything below.
        let path: String
        /// What it is.
        let holds: String
        /// What its loss costs.
        var loss = "nothing"
        /// What a person does where it is missing, damaged, or of another installation.
        var remedy = FolderRemedy.writtenAgain
    }

    /// All rows, in the order of the folder.
    static let rows = rootRows + backEndRows + baseRows + tabletRows + publishedRows

    private static let rootRows = [
        Row(path: "layout-version", holds: "the version of this layout"),
        Row(
            path: "record.json", holds: "what was made here, with the back end's public keys",
            loss: "until the next start, nothing tells what was lost from what never was",
            remedy: .removeAndStart("it is written again from what is there")),
        Row(
            path: "installation.json", holds: "the machine, its device, the address in every stamp code",
            loss: "stamps would be made under another address",
            remedy: .removeAndStart(
                "it is written again from record.json; where both are lost, copy one of them from a backup of the folder"
            )),
        Row(
            path: "ports.json", holds: "the ports that were picked",
            remedy: .upOnce("it picks ports again, for all parts")),
        Row(path: "lock", holds: "the process that uses the folder"),
        Row(
            path: "seen-key-lists.json", holds: "which key lists “dutymark verify” saw here",
            loss: "an older list is not told for one by this file",
            remedy: .byHand("Find out what damaged it, then remove it: the next “dutymark verify” begins it anew.")),
        Row(
            path: "machine.yaml",
            holds: "how the machine runs, where “dutymark backend enroll” or “dutymark machine enroll” made it",
            loss: "the machine does not start",
            remedy: .byHand(
                "Correct the line that is named. Where the file is lost or unreadable, remove what is left of it, and run "
                    + "“dutymark backend enroll” again with the same --output.")),
        Row(
            path: "back-end.yaml", holds: "how the back end runs, written by its administrator",
            loss: "the back end does not start",
            remedy: .byHand(
                "Correct the line that is named. Where the file is lost or unreadable, write it again, or copy it from a "
                    + "backup of the folder.")),
    ]

    private static let backEndRows = [
        Row(path: "backend", holds: "the back end", loss: "books, keys and authority", remedy: .restoreBackup),
        Row(
            path: "backend/back-end.sqlite", holds: "the books",
            loss:
                "every account, deposit, grant and refund since the newest backup; what devices and the newest key list "
                + "prove comes back",
            remedy: .restoreBackup),
        Row(
            path: "backend/back-end.sqlite-wal",
            holds: "the newest bookings while the back end runs, or after it was killed", loss: "those bookings",
            remedy: .restoreBackup),
        Row(path: "backend/back-end.sqlite-shm", holds: "what SQLite shares between processes"),
        Row(
            path: "backend/acts.log",
            holds:
                "what operators and the back end decided, beside the books or where `acts` of the configuration says",
            loss: "nothing while the books are whole; with them, what was decided since the newest backup"),
        Row(path: "backend/acts-place", holds: "where the acts lie, where the configuration puts them elsewhere"),
        Row(
            path: "backend/acts.log.damaged-N", holds: "acts that were damaged, and written again from the books",
            remedy: .notRead("it helps to find the cause")),
        Row(
            path: "backend/keys/NAME.key", holds: "the key with which a service, or the key list's publisher, signs",
            loss: "machines and readers of stamps believe no other key", remedy: .copyFromNewestBackup),
        Row(
            path: "backend/keys/NAME.next", holds: "a key that follows, while it takes the other's place",
            loss: "the succession has to be begun again, or is at its end",
            remedy: .notRead("a start brings the succession to its end, or gives it up")),
        Row(
            path: "backend/keys/NAME.followed", holds: "a key that was followed, until it is destroyed",
            remedy: .notRead("it signs nothing any more")),
        Row(
            path: "backend/keys/earlier-keys.json", holds: "public keys of services and roots that others followed",
            loss: "what those keys signed is taken for foreign", remedy: .copyFromNewestBackup),
        Row(
            path: "backend/keys/service-keys.json",
            holds: "the service root's public keys, and the certificates of the services' keys",
            loss: "devices can't be told which service keys to obey", remedy: .copyAndCertify),
        Row(
            path: "backend/keys/publisher-handovers.json",
            holds: "which service root the key list's publisher named to readers who know its key alone",
            loss: "readers who still know nothing but an earlier publisher's key have to be told of the root by hand",
            remedy: .copyFromBackup),
        Row(
            path: "backend/service-root/root-N.key", holds: "one of the three keys of the service root",
            loss: "nothing while two of the three are left, here or where they were taken",
            remedy: .notRead("it is read only where certificates of service keys are made")),
        Row(
            path: "backend/authority/root-key.pem", holds: "the key of the certificate authority",
            loss: "every machine has to be enrolled again", remedy: .copyFromBackup),
        Row(
            path: "backend/authority/root.pem", holds: "the authority's certificate",
            remedy: .removeAndStart("it is made again from root-key.pem")),
        Row(path: "backend/servers/NAME", holds: "keys and certificates of the listeners"),
        Row(path: "backend/metrics.prom", holds: "figures of the last check"),
        Row(path: "backend/key-list.prom", holds: "how the key list's publication stands"),
        Row(path: "backend/lock", holds: "the process that uses the folder"),
        Row(
            path: "backend.replaced-NAME", holds: "a back end that a restore took out of its place",
            loss: "what could be looked up in it", remedy: .notRead("no program reads it")),
    ]

    private static let baseRows = [
        Row(path: "base", holds: "the base with its security device", loss: "the device", remedy: .insertDevice),
        Row(path: "base/psd-serial", holds: "the serial of the device in the base"),
        Row(
            path: "base/service-root.json",
            holds: "the service root that devices in this base obey, and the certificates under it",
            loss: "nothing while the device has the root; where that is lost too, the next device gets none",
            remedy: .byHand(
                "Nothing where the device has the root: the next start writes it again. For a device that has none, remove what "
                    + "is left of it, and give the root again: “dutymark machine pin-root”.")),
        Row(
            path: "base/psd/psd.journal", holds: "the security device's registers and records",
            loss: "the device; its money is settled by the last thing it signed", remedy: .insertDevice),
        Row(
            path: "base/psd/psd.anchor", holds: "how far the journal had come",
            loss:
                "the device: nothing else shows that its journal is the newest; so does one that names more than the journal "
                + "holds",
            remedy: .insertDevice),
        Row(
            path: "base/keys/psd-life-N.key", holds: "the device's own key in one of its lives", loss: "the device",
            remedy: .insertDevice),
        Row(
            path: "base/keys/psd-life-N.der", holds: "the certificate of that key",
            remedy: .notRead("it helps to look into the base, and the back end has it too")),
        Row(
            path: "base/keys/psd-life-N.licence", holds: "the licence of that key, as the funds service signed it",
            loss: "a back end that lost the device can't be shown it",
            remedy: .notRead("it is read only where a back end doesn't know the device")),
        Row(
            path: "base/link/link-NAME.pem", holds: "how base and tablet know each other", loss: "they don't talk",
            remedy: .enrolAgain),
        Row(
            path: "base/insertion.json", holds: "a device's insertion that a crash cut short",
            loss: "the insertion has to be begun again",
            remedy: .byHand("Remove this file and insert the device again.")),
        Row(
            path: "base/removed/…", holds: "devices that were in this base before, with what each signed last",
            loss: "what the service could still read from them", remedy: .notRead("no program reads it")),
        Row(path: "base/lock", holds: "the process that uses the folder"),
    ]

    private static let tabletRows = [
        Row(
            path: "tablet/enrolment.json", holds: "which machine this is, its certificate, whom it believes",
            loss: "the machine does not reach the back end", remedy: .enrolAgain),
        Row(
            path: "tablet/machine-key.pem", holds: "the machine's TLS key",
            loss: "the machine does not reach the back end", remedy: .enrolAgain),
        Row(
            path: "tablet/machine-key-next.pem",
            holds: "the key for the machine's next certificate, while that is renewed"),
        Row(
            path: "tablet/link/link-NAME.pem", holds: "how tablet and base know each other", loss: "they don't talk",
            remedy: .enrolAgain),
        Row(
            path: "tablet/outbox.sqlite", holds: "usage records on their way, and the newest of each device",
            loss: "unsent records of a device that was replaced; those of the present one are in the base",
            remedy: .moveAside("it is filled again from the base")),
        Row(
            path: "tablet/outbox.sqlite-wal", holds: "the newest rows of the outbox", loss: "as for outbox.sqlite",
            remedy: .notRead("what is missing comes again from the base")),
        Row(path: "tablet/outbox.sqlite-shm", holds: "what SQLite shares between processes"),
        Row(
            path: "tablet/network.json", holds: "the network's settings",
            loss: "the machine goes by DHCP, with no proxy",
            remedy: .removeAndStart("set the network again after that")),
        Row(path: "tablet/lock", holds: "the process that uses the folder"),
    ]

    private static let publishedRows = [
        Row(
            path: "public/key-list-3.json", holds: "the list of keys with which stamps are checked",
            loss: "stamps can't be checked here"),
        Row(
            path: "public/key-list.json", holds: "the same list in the form that older readers know",
            loss: "older readers can't check stamps"),
        Row(
            path: "public/publisher-key.txt", holds: "the key that signs that list",
            loss: "older readers believe no list here; others neither, where publisher.json is lost too",
            remedy: .removeAndStart("the back end writes its own key again")),
        Row(
            path: "public/publisher.json",
            holds: "the service root by which that key is believed, and the newest list that was seen",
            loss: "an older list, or one of an earlier key, is not told for one",
            remedy: .removeAndStart("the back end writes its own key again")),
    ]
}
