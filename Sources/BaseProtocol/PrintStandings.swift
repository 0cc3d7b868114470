import DutyModel
import Exchanges

/// How prints stand, by item number.
///
/// Written as a list in the order of the numbers: a frame of the link has one form only, and a dictionary of numbers
/// would be written in another order each time.
public struct PrintStandings: Hashable, Sendable, Codable {
    /// The standings.
    public let byCounter: [UInt32: PrintStanding]

    private struct Line: Codable {
        let counter: UInt32
        let standing: PrintStanding
    }

    /// These standings.
    public init(_ byCounter: [UInt32: PrintStanding]) { self.byCounter = byCounter }

    /// Reads what `encode(to:)` writes.
    public init(from decoder: any Decoder) throws {
        let lines = try decoder.singleValueContainer().decode([Line].self)
        byCounter = Dictionary(lines.map { ($0.counter, $0.standing) }, uniquingKeysWith: { first, _ in first })
    }

    /// Writes it as one value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(byCounter.sorted { $0.key < $1.key }.map { Line(counter: $0.key, standing: $0.value) })
    }
}
