import Foundation

/// Something to measure in one run; each row that comes from it has a short name, for `--only`.
struct Benchmark {
    let names: [String]
    let measure: () async throws -> [BenchmarkRow]

    init(_ names: String..., measure: @escaping () async throws -> [BenchmarkRow]) {
        (self.names, self.measure) = (names, measure)
    }
}

/// Everything that `make bench` measures, in the order of the table.
func benchmarks(program: URL, workFolder: URL) -> [Benchmark] {
    let dataFolder = workFolder.appending(path: "data")
    func folder(_ name: String) -> URL { workFolder.appending(path: name) }
    return [
        Benchmark("start") { [try startBenchmark(program: program, dataFolder: dataFolder)] },
        // These use the data folder that the start has made.
        Benchmark("frank") { [try await frankOnRunningMachine(program: program, dataFolder: dataFolder)] },
        Benchmark("messages") { [try await messageBenchmark()] },
        Benchmark("memory") { [try memoryBenchmark(program: program, dataFolder: dataFolder)] },
        Benchmark("memory-apart") { [try memoryApartBenchmark(program: program, dataFolder: dataFolder)] },
        Benchmark("refills", "refill-cpu", "refill-memory") {
            try await RefillBenchmark(program: program, dataFolder: folder("refills")).rows()
        },
        Benchmark("slow-link-refill", "slow-link-upload") {
            try await slowLinkBenchmark(program: program, folder: folder("slow-link"))
        },
        Benchmark("network-warm") { [try await warmExchangeBenchmark(folder: folder("warm"))] },
        Benchmark("network-cold") { [try await coldExchangeBenchmark(folder: folder("cold"))] },
        Benchmark("doctor-curl", "doctor-blackbox") {
            try await DoctorBenchmark(program: program, folder: folder("doctor")).rows()
        },
        Benchmark("doctor-dropped") { [try doctorDroppedBenchmark(program: program, folder: folder("dropped"))] },
        Benchmark("doctor-memory") { [try doctorMemoryBenchmark(program: program, folder: folder("doctor-memory"))] },
        Benchmark("simulator") { [try await simulationBenchmark()] },
    ]
}
