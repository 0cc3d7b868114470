import LocalSystem

/// What a person does about a file of the data folder that is missing, damaged, or of another installation.
enum FolderRemedy: Hashable, Sendable {
    /// The next start writes the file again, without harm.
    case writtenAgain
    /// Nobody misses it, for this reason.
    case notRead(String)
    /// The file is removed, and the next start does this.
    case removeAndStart(String)
    /// The file is kept elsewhere, and the next start does this.
    case moveAside(String)
    /// “dutymark up” is run once, and does this.
    case upOnce(String)
    /// The machine is enrolled again.
    case enrolAgain
    /// The newest backup of the back end is restored.
    case restoreBackup
    /// The file alone is copied from a backup, because it never changes.
    case copyFromBackup
    /// The file alone is copied from the newest backup, because it changes once in years.
    case copyFromNewestBackup
    /// The file is copied from the newest backup, and what it holds is certified anew.
    case copyAndCertify
    /// Another security device takes the place of the one that was lost.
    case insertDevice
    /// A person writes the file, as this says.
    case byHand(String)

    /// What is done about a file or folder that is there and may not be read: it is not lost, so the table doesn't
    /// apply.
    static var whenUnreadable: String {
        "It is not lost, and nothing was made in its place. Give it, and the folders that lead to it, to the user "
            + "\(FileOwner.nameOfThisUser), who runs this part (chown, chmod). Where something else lies in its place, move "
            + "that aside."
    }

    /// In words; the text of the table and of every failure about the file.
    var text: String {
        switch self {
        case .writtenAgain: "Nothing: the next start writes it again."
        case .notRead(let why): "Nothing: \(why)."
        case .removeAndStart(let outcome): "Remove this file and start: \(outcome)."
        case .moveAside(let outcome): "Move this file to another place and start: \(outcome)."
        case .upOnce(let outcome): "Run “dutymark up” once: \(outcome)."
        case .enrolAgain:
            "“dutymark up” makes it again. For a machine of its own, run “dutymark backend enroll” again with the same "
                + "--output, and take the folder to the machine. One that enrolled on site is invited again, with its own number "
                + "and --psd-serial, and enrols with the new code."
        case .restoreBackup:
            "Restore the newest backup: “dutymark backend restore --from BACKUP --replace”. Nothing is made in its place."
        case .copyFromBackup:
            "Copy this file alone from any backup, with mode 0600: it never changes. Nothing is made in its place."
        case .copyFromNewestBackup:
            "Copy this file alone from the newest backup, with mode 0600: it changes with “dutymark backend root” alone. "
                + "Nothing is made in its place."
        case .copyAndCertify:
            "Copy this file from the newest backup, with mode 0600, then certify the keys in it anew: “dutymark backend root "
                + "--renew”. Nothing is made in its place."
        case .insertDevice:
            "Never put a copy back: it would use funds twice. Stop the machine and put another security device in with "
                + "“dutymark machine insert-psd --serial NUMBER”; the operator then licenses that one, and retires and "
                + "settles the old one."
        case .byHand(let what): what
        }
    }
}
