import DutyModel
import ConnectivityGuide

/// One line of the benchmark table. A larger ratio is always better: the row meets its goal at `goal` and is not good
/// enough below `floor`.
struct BenchmarkRow: Sendable {
    /// What is measured, its unit, and what it is held against.
    let name: String
    /// What we reach, in the unit that `name` says.
    let ours: Double
    /// What the peer reached in the same run, in the same unit; `nil` where only a fixed limit applies.
    let peer: Double?
    /// For a rate, ours / peer; for a cost (time, memory), the limit / ours.
    let ratio: Double
    /// The ratio we aim at.
    let goal: Double
    /// The ratio below which the work is not done.
    let floor: Double

    /// Whether the row is at or above its floor.
    var isGoodEnough: Bool { ratio >= floor }
}

extension BenchmarkRow {
    /// A rate held against a peer's rate, both counted in `unit`.
    init(name: String, ours: Double, peer: Double, goal: Double, floor: Double, unit: String, peerName: String) {
        self.init(
            name: "\(name), \(unit) (peer: \(peerName))", ours: ours, peer: peer, ratio: ours / peer, goal: goal,
            floor: floor)
    }

    /// A cost that may reach `limit` and no more, counted in `unit`.
    ///
    /// - Parameters:
    ///   - limitName: how the limit comes about, such as "2 × peer + 2".
    ///   - peer: what the peer needed for the work that the limit is made from, if there is one.
    init(name: String, cost: Double, limit: Double, unit: String, limitName: String, peer: Double? = nil) {
        self.init(
            name: "\(name), \(unit) (at most \(limitName))", ours: cost, peer: peer, ratio: limit / cost, goal: 1,
            floor: 1)
    }

    /// A rate that must reach a fixed number, counted in `unit`.
    init(name: String, rate: Double, atLeast least: Double, unit: String) {
        self.init(
            name: "\(name), \(unit) (at least \(Int(least)))", ours: rate, peer: nil, ratio: rate / least, goal: 1,
            floor: 1)
    }
}

extension BenchmarkRow: Encodable {
    /// Writes exactly the six keys; a missing peer is `null`.
    func encode(to encoder: any Encoder) throws {
        let row: JSONObject = [
            "name": name, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "floor": floor,
        ]
        try row.encode(to: encoder)
    }
}
