import DutyModel
import Signing
import Synchronization

/// The newest signed key list in the forms that are published, in memory, for whoever asks over the network.
public final class KeyListShelf: Sendable {
    private let shelved = Mutex<Shelved?>(nil)

    private struct Shelved {
        let version: UInt64
        let forms: [Int: [UInt8]]
        let endless: [UInt8]?
        let newest: KeyList
    }

    /// The numbers of the forms that can be asked for.
    public static let forms = Set(KeyListFormat.published.map(\.number))

    /// A shelf with nothing on it.
    public init() {}

    /// Puts the forms of one list in place of what stood there.
    ///
    /// - Parameter endless: the list in the newest form without its last fields, for machines that don't know them.
    func put(_ lists: [KeyList], endless: KeyList?) throws(DutyFailure) {
        guard let newest = lists.first else { return }
        var forms: [Int: [UInt8]] = [:]
        for list in lists { forms[list.format.number] = try list.json }
        let fresh = Shelved(version: newest.version, forms: forms, endless: try endless?.json, newest: newest)
        shelved.withLock { $0 = fresh }
    }

    /// The version of the list; nil before the first.
    public var version: UInt64? { shelved.withLock { $0?.version } }

    /// The list itself, in the newest form; nil before the first.
    public var newest: KeyList? { shelved.withLock { $0?.newest } }

    /// What the list says of a key; nil where it doesn't name it. Throws `server_busy` before there is a list.
    func entry(of psdKey: PSDKeyID) throws(DutyFailure) -> KeyListEntry? {
        guard let newest else { throw DutyFailure(.serverBusy, "The key list is not published yet.") }
        return newest.entry(for: psdKey)
    }

    /// The list in the form of this number as a file, with its version; nil where there is none.
    ///
    /// - Parameter withEnd: whether the asker reads the last fields of the newest form.
    public func list(form: Int, withEnd: Bool = true) -> (version: UInt64, json: [UInt8])? {
        shelved.withLock { shelved in
            guard let held = shelved else { return nil }
            let isEndless = !withEnd && form == KeyListFormat.current.number
            return (isEndless ? held.endless ?? held.forms[form] : held.forms[form]).map { (held.version, $0) }
        }
    }
}
