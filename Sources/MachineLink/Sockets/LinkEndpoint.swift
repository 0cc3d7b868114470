import DutyModel
import LocalSystem

/// Where one side listens and the other connects.
public enum LinkEndpoint: Sendable {
    /// TCP between base and tablet, with mutual authentication; the host is an address, never a name. A client connects
    /// from its own address where one is given: a computer that lost it has no link, instead of one by another way.
    case tcp(address: String, port: UInt16, from: String? = nil, identity: LinkIdentity)
    /// A Unix-domain socket of mode 0600 for commands of the same user, at a path of any length.
    case local(path: String)
}

/// A Unix-domain socket's place, reached through its opened folder.
///
/// The kernel takes at most 108 bytes of path, and a data folder may lie deeper; `/proc/self/fd/N/name` names the
/// same place and is always short.
struct LocalSocketPlace {
    let path: String
    let name: String
    let folder: OpenFile

    init(_ path: String) throws(SystemCallFailure) {
        self.path = path
        let slash = path.lastIndex(of: "/")
        name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        folder = try OpenFile.folder(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
    }

    /// Good as long as this value lives.
    var shortPath: String { "/proc/self/fd/\(folder.descriptor)/\(name)" }
}
