/// A path in two: the folder, and the name in it.
public struct PathParts {
    /// Where the name is looked up; `.` for a bare name.
    public let folder: String
    /// The name itself.
    public let name: String

    /// The parts of a path; slashes at its end do not count.
    public init(_ path: String) {
        var rest = Substring(path)
        while rest.count > 1, rest.last == "/" { rest.removeLast() }
        guard let slash = rest.lastIndex(of: "/") else {
            (folder, name) = (".", String(rest))
            return
        }
        folder = slash == rest.startIndex ? "/" : String(rest[..<slash])
        name = String(rest[rest.index(after: slash)...])
    }
}
