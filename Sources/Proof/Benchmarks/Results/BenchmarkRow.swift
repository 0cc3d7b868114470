/// One line of the benchmark table. A larger ratio is always better: the row meets its goal at `goal` and is not good
/// enough below `floor`.
public struct BenchmarkRow: Sendable {
    /// What is measured, its unit, and what it is held against.
    public let name: String
    /// What we reach, in the unit that `name` says.
    public let ours: Double
    /// What the peer reached in the same run, in the same unit; `nil` where only a fixed limit applies.
    public let peer: Double?
    /// For a rate, ours / peer; for a cost (time, memory), the limit / ours.
    public let ratio: Double
    /// The ratio we aim at.
    public let goal: Double
    /// The ratio below which the work is not done.
    public let floor: Double

    /// A rate held against a peer's rate, both counted in `unit`.
    public init(name: String, ours: Double, peer: Double, goal: Double, floor: Double, unit: String, peerName: String) {
        self.name = "\(name), \(unit) (peer: \(peerName))"
        self.ours = ours
        self.peer = peer
        ratio = ours / peer
        self.goal = goal
        self.floor = floor
    }

    /// A cost that may reach `limit` and no more, counted in `unit`.
    ///
    /// - Parameters:
    ///   - limitName: how the limit comes about, such as "2 × peer + 2".
    ///   - peer: what the peer needed for the work that the limit is made from, if there is one.
    public init(name: String, cost: Double, limit: Double, unit: String, limitName: String, peer: Double? = nil) {
        self.name = "\(name), \(unit) (at most \(limitName))"
        ours = cost
        self.peer = peer
        ratio = limit / cost
        goal = 1
        floor = 1
    }

    /// A rate that must reach a fixed number, counted in `unit`.
    public init(name: String, rate: Double, atLeast least: Double, unit: String) {
        self.name = "\(name), \(unit) (at least \(Int(least)))"
        ours = rate
        peer = nil
        ratio = rate / least
        goal = 1
        floor = 1
    }

    /// Whether the row is at or above its floor.
    public var isGoodEnough: Bool { ratio >= floor }
}

extension BenchmarkRow: Encodable {
    private enum Key: String, CodingKey {
        case name, ours, peer, ratio, goal, floor
    }

    /// Writes exactly the six keys; a missing peer is `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(ours, forKey: .ours)
        try container.encode(peer, forKey: .peer)
        try container.encode(ratio, forKey: .ratio)
        try container.encode(goal, forKey: .goal)
        try container.encode(floor, forKey: .floor)
    }
}
