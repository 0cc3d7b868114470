import PublishedKeys

/// Where things stand in a data folder. Each part has a folder of its own and knows no other part's.
package struct FolderLayout: Sendable {
    /// The version of this layout; a folder with a newer one is refused.
    static let version: UInt32 = 1
    /// The data folder.
    package let root: String

    /// Where things stand in this folder, whether or not it is there.
    package init(root: String) { self.root = root }

    /// The back end: authority, service keys, database.
    package var backEnd: String { root + "/backend" }
    /// The base: the security device's key and journal.
    package var base: String { root + "/base" }
    /// The tablet: machine certificate, outbox, command socket.
    package var tablet: String { root + "/tablet" }
    /// What everyone may read: the key list and its publisher's key.
    package var published: PublishedFolder { PublishedFolder(root + "/public") }
    /// What “dutymark verify” saw of the key list.
    package var seenKeyLists: KeyListMemory { KeyListMemory(root + "/seen-key-lists.json") }
    /// What was settled when the installation was made.
    var installation: String { root + "/installation.json" }
    /// What was made here: it tells what was lost from what never was.
    var record: String { root + "/record.json" }
    /// The ports that were picked for this installation.
    var ports: String { root + "/ports.json" }
    /// The socket on which the running back end takes its operator's commands.
    package var operatorSocket: String { backEnd + "/command.sock" }
    /// The socket on which the running machine takes commands.
    package var commandSocket: String { tablet + "/command.sock" }
}
