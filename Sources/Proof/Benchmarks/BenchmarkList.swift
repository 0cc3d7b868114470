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
    let refills = RefillBenchmark(program: program, dataFolder: workFolder.appending(path: "refills"))
    let slowLink = SlowLinkBenchmark(program: program, folder: workFolder.appending(path: "slow-link"))
    let doctor = DoctorBenchmark(program: program, folder: workFolder.appending(path: "doctor"))
    return [
        Benchmark(name: "start") { try startBenchmark(program: program, dataFolder: dataFolder) },
        // These use the data folder that the start has made.
        Benchmark(name: "frank") { try await frankOnRunningMachine(program: program, dataFolder: dataFolder) },
        Benchmark(name: "messages") { try messageBenchmark() },
        Benchmark(name: "memory") { try memoryBenchmark(program: program, dataFolder: dataFolder) },
        Benchmark(name: "memory-apart") { try memoryApartBenchmark(program: program, dataFolder: dataFolder) },
        // These three come from the same load.
        Benchmark(name: "refills") { try await refills.rateRow() },
        Benchmark(name: "refill-cpu") { try await refills.processorRow() },
        Benchmark(name: "refill-memory") { try await refills.memoryRow() },
        // These two come from the same run.
        Benchmark(name: "slow-link-refill") { try await slowLink.refillRow() },
        Benchmark(name: "slow-link-upload") { try await slowLink.uploadRow() },
        Benchmark(name: "network-warm") {
            try await warmExchangeBenchmark(folder: workFolder.appending(path: "warm"))
        },
        Benchmark(name: "network-cold") {
            try await coldExchangeBenchmark(folder: workFolder.appending(path: "cold"))
        },
        // These two come from the same run.
        Benchmark(name: "doctor-curl") { try await doctor.curlRow() },
        Benchmark(name: "doctor-blackbox") { try await doctor.blackboxRow() },
        Benchmark(name: "doctor-dropped") {
            try doctorDroppedBenchmark(program: program, folder: workFolder.appending(path: "dropped"))
        },
        Benchmark(name: "doctor-memory") {
            try doctorMemoryBenchmark(program: program, folder: workFolder.appending(path: "doctor-memory"))
        },
        Benchmark(name: "simulator") { try await simulationBenchmark() },
    ]
}
