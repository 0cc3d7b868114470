/// Something the guide asks for that a format cannot say.
public struct UnsaidRule: Hashable, Sendable {
    /// The guide's entry, as its name.
    public let what: String
    /// Why the format cannot say it, and what to do instead.
    public let why: String
}
