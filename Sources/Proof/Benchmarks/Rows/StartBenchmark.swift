import Foundation
import ProgramRunning

/// From the start of `dutymark up` on a data folder that is already there to the line that says it is ready.
func startBenchmark(program: URL, dataFolder: URL, rounds: Int = 7) throws -> BenchmarkRow {
    let arguments = ["up", "--data", dataFolder.path, "--port", String(try FreePort.find())]
    try stopCleanly(StartedProgram(program, arguments))

    var times: [Double] = []
    for _ in 0..<rounds {
        let started = try StartedProgram(program, arguments)
        times.append(started.timeToReady.seconds)
        try stopCleanly(started)
    }
    return BenchmarkRow(
        name: "up on an existing data folder, ready", cost: try median(times), limit: 2, unit: "s", limitName: "2 s")
}

/// Stops a measured program; a figure of a program that does not stop well is not worth having.
func stopCleanly(_ program: StartedProgram) throws {
    let status = program.stop()
    guard status == 0 else { throw BenchmarkFailure("a stopped program ended with \(status)") }
}
