/// The very lines that mend a finding, as one program of the site's network reads them.
public struct Cure: Hashable, Sendable, Codable {
    /// Whose lines they are.
    public enum Program: String, Hashable, Sendable, Codable, CaseIterable {
        /// Rules inside a chain of nftables.
        case nftables
        /// Lines of `squid.conf`.
        case squid
        /// Lines of `dnsmasq.conf`.
        case dnsmasq
    }

    /// Whose lines they are.
    public var program: Program
    /// Where they belong, as the end of a sentence.
    public var place: String
    /// The lines.
    public var lines: [String]

    init(_ program: Program, _ place: String, _ lines: [String]) {
        self.program = program
        self.place = place
        self.lines = lines
    }
}
