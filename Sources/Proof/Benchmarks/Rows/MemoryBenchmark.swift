import Foundation
import ProgramRunning

/// Resident memory of a machine, base and tablet in one process, on a data folder that `up` has made.
///
/// It is measured once the machine is ready; medians over `rounds` starts.
func memoryBenchmark(program: URL, dataFolder: URL, rounds: Int = 5) throws -> BenchmarkRow {
    var sizes: [Double] = []
    for _ in 0..<rounds {
        let machine = try start([], program, dataFolder)
        sizes.append(Double(try ResidentMemory.bytes(of: machine.processID)) / 1_000_000)
        try stopCleanly(machine)
    }
    return try row("base + tablet in one process, resident memory", sizes)
}

/// Resident memory of base and tablet, each in a process of its own; pages that both share are counted once.
func memoryApartBenchmark(program: URL, dataFolder: URL, rounds: Int = 5) throws -> BenchmarkRow {
    var sums: [Double] = []
    for _ in 0..<rounds {
        let base = try start(["--part", "base"], program, dataFolder)
        let tablet = try start(["--part", "tablet"], program, dataFolder)
        let sum = try [base, tablet].map { try ResidentMemory.sharedOnceBytes(of: $0.processID) }.reduce(0, +)
        sums.append(Double(sum) / 1_000_000)
        try stopCleanly(tablet)
        try stopCleanly(base)
    }
    return try row("base + tablet apart, resident memory, shared pages once", sums)
}

private func row(_ name: String, _ megabytes: [Double]) throws -> BenchmarkRow {
    BenchmarkRow(name: name, cost: try median(megabytes), limit: 80, unit: "MB", limitName: "80 MB")
}

private func start(_ part: [String], _ program: URL, _ dataFolder: URL) throws -> StartedProgram {
    let arguments = ["machine", "run", "--data", dataFolder.path, "--port", String(try FreePort.find())] + part
    return try StartedProgram(program, arguments, ready: "is ready")
}
