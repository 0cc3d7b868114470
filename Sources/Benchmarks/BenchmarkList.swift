import Foundation

/// One thing to measure.
struct Benchmark {
    /// Short, for `--only`.
    let name: String
    let measure: () async throws -> BenchmarkRow
}

/// Everything that `make bench` measures, in the order of the table.
func benchmarks(program: URL, workFolder: URL) -> [Benchmark] {
    let dataFolder = workFolder.appending(path: "data")
    return [
        Benchmark(name: "start") { try startBenchmark(program: program, dataFolder: dataFolder) },
        // These use the data folder that the start has made.
        Benchmark(name: "frank") { try await frankOnRunningMachine(program: program, dataFolder: dataFolder) },
        Benchmark(name: "messages") { try messageBenchmark() },
        Benchmark(name: "memory") { try memoryBenchmark(program: program, dataFolder: dataFolder) },
        Benchmark(name: "memory-apart") { try memoryApartBenchmark(program: program, dataFolder: dataFolder) },
    ]
}
