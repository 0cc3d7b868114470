/// The middle of the values, the mean of the two middle ones for an even count; throws where there are none.
func median(_ values: [Double]) throws -> Double {
    guard !values.isEmpty else { throw BenchmarkFailure("no round was measured") }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// The medians of two measurements that take turns, so that both meet the same computer.
///
/// - Parameter warmUps: rounds in the beginning that fill every cache, and count for nobody.
func medians(
    of rounds: Int, warmUps: Int = 0, _ own: () async throws -> Double, _ peer: () async throws -> Double
) async throws -> (own: Double, peer: Double) {
    var owns: [Double] = []
    var peers: [Double] = []
    for _ in 0..<warmUps + rounds {
        owns.append(try await own())
        peers.append(try await peer())
    }
    return (try median(Array(owns.dropFirst(warmUps))), try median(Array(peers.dropFirst(warmUps))))
}

extension Duration {
    /// As a number of milliseconds.
    var milliseconds: Double { self / .milliseconds(1) }
    /// As a number of seconds.
    var seconds: Double { self / .seconds(1) }
}
