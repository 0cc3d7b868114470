import DutyModel

/// The states of prints by item number.
///
/// Written as a list in the order of the numbers: a frame of the link has one form only, and a dictionary of numbers
/// would be written in another order each time.
public struct PrintStates: Hashable, Sendable, Codable {
    /// The states.
    public let byCounter: [UInt32: PrintState]

    private struct Line: Codable {
        let counter: UInt32
        let state: PrintState
    }

    /// These states.
    public init(_ byCounter: [UInt32: PrintState]) { self.byCounter = byCounter }

    public init(from decoder: any Decoder) throws {
        let lines = try decoder.singleValueContainer().decode([Line].self)
        byCounter = Dictionary(lines.map { ($0.counter, $0.state) }, uniquingKeysWith: { first, _ in first })
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(byCounter.sorted { $0.key < $1.key }.map { Line(counter: $0.key, state: $0.value) })
    }
}
