import Glibc

/// Whose a file is.
public enum FileOwner {
    /// The name of the user who owns a file, or the nearest folder above it that can be looked at; the user's number where
    /// it has no name. Nil where nothing can be looked at.
    public static func name(ofNearest path: String) -> String? {
        var place = path
        while true {
            var facts = stat()
            if stat(place, &facts) == 0 { return name(of: facts.st_uid) }
            guard let slash = place.lastIndex(of: "/"), slash != place.startIndex else { return nil }
            place = String(place[..<slash])
        }
    }

    /// The name of the user with whose rights this program runs, or the user's number.
    public static var nameOfThisUser: String { name(of: geteuid()) }

    private static func name(of user: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(user, &entry, &room, room.count, &found) == 0, found != nil, let name = entry.pw_name else {
            return String(user)
        }
        return String(cString: name)
    }
}
