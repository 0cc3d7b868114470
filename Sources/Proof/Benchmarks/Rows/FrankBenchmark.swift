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
    let times = try await medians(of: rounds) {
        let start = ContinuousClock.now
        try await frank()
        return (.now - start).milliseconds
    } _: {
        try peer.once().milliseconds
    }
    return BenchmarkRow(
        name: "frank, request to acknowledged debit", cost: times.own, limit: 2 * times.peer + 2, unit: "ms",
        limitName: "2 × peer + 2 ms; peer: 4-KiB append + fdatasync", peer: times.peer)
}
