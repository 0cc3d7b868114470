import Simulation

/// Events a second of the funds trials on one core, with the marked test signer; held against a fixed 100,000.
func simulationBenchmark(seeds: UInt64 = 400) async throws -> BenchmarkRow {
    let clock = ContinuousClock()
    var rates: [Double] = []
    for round in 0..<UInt64(5) {
        let start = clock.now
        let total = try await FundsTrial.run(round * seeds..<(round + 1) * seeds, jobs: 1)
        rates.append(Double(total.events) / ((clock.now - start) / .seconds(1)))
    }
    return BenchmarkRow(name: "simulator, one core", rate: try median(rates), atLeast: 100_000, unit: "events/s")
}
