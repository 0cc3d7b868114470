/// One durable impression, from the request to the acknowledged debit, beside one durable append on the same disk.
///
/// - Parameters:
///   - folder: where the machine's journal lies; the peer appends to a file of its own there.
///   - rounds: pairs of one impression and one append, which take turns so that both meet the same disk.
///   - frank: franks one impression and returns when the debit is acknowledged.
func frankBenchmark(
    inFolder folder: String, rounds: Int = 400, frank: () async throws -> Void
) async throws -> BenchmarkRow {
    let peer = try DurableAppend(inFolder: folder)
    var ours: [Double] = []
    var peers: [Double] = []
    for _ in 0..<rounds {
        peers.append(try peer.once().milliseconds)
        let start = ContinuousClock.now
        try await frank()
        ours.append((.now - start).milliseconds)
    }
    guard let our = median(ours), let their = median(peers) else { throw BenchmarkFailure("no round was measured") }
    return BenchmarkRow(
        name: "frank, request to acknowledged debit", cost: our, limit: 2 * their + 2, unit: "ms",
        limitName: "2 × peer + 2 ms; peer: 4-KiB append + fdatasync", peer: their)
}
