import ConnectivityGuide
import Foundation
import ProgramRunning

/// Two fifths of the guide's places are dropped without a word: that may cost one time-out in all and a fifth more.
func doctorDroppedBenchmark(program: URL, folder: URL, rounds: Int = 3) throws -> BenchmarkRow {
    /// The doctor's own default.
    let timeout = 5.0
    let lab = try DoctorInLab(program: program, folder: folder)
    let scenarios = try lab.dropping { $0.isMultiple(of: 5) || $0 % 5 == 2 }
    let times = try (0..<rounds).map { _ in try lab.run(["--scenarios", scenarios.path, "dropped"]).seconds }
    return BenchmarkRow(
        name: "doctor with two fifths of the guide's places silently dropped", cost: try median(times),
        limit: 1.2 * timeout, unit: "s", limitName: "one time-out of \(Int(timeout)) s + 20 %")
}

/// The most memory that the doctor ever holds, on the whole guide with Mozilla's authorities.
func doctorMemoryBenchmark(program: URL, folder: URL, rounds: Int = 3) throws -> BenchmarkRow {
    let lab = try DoctorInLab(program: program, folder: folder)
    let sizes = try (0..<rounds).map { _ in try lab.run(["clean"]).megabytes }
    guard let cost = sizes.max() else { throw BenchmarkFailure("no round was measured") }
    return BenchmarkRow(
        name: "doctor on the whole guide, peak resident memory", cost: cost, limit: 64, unit: "MiB", limitName: "64 MiB"
    )
}

/// The release build's doctor at the machine's place in one of the sites of `dutymark-lab`, which stands beside it.
private struct DoctorInLab {
    let program: URL
    let folder: URL

    init(program: URL, folder: URL) throws {
        guard geteuid() == 0 else { throw BenchmarkFailure("needs root, to make the lab") }
        self.program = program
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Time and largest resident memory of one run; the lab's own programs do not count.
    func run(_ scenario: [String]) throws -> (seconds: Double, megabytes: Double) {
        let watch = """
            import resource, subprocess, sys, time
            start = time.monotonic()
            subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
            print(time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
            """
        // Every public authority beside the lab's: as many as on a computer at a site.
        let shell = """
            cat /usr/share/ca-certificates/mozilla/*.crt "$DUTYMARK_LAB_ROOTS" > /tmp/all.pem &&
            exec python3 -c "$0" "$1" doctor --roots /tmp/all.pem --format json
            """
        let lab = try FinishedProgram(
            program.deletingLastPathComponent().appending(path: "dutymark-lab"),
            ["shell"] + scenario + ["--", "sh", "-c", shell, watch, program.path], keepingErrors: true)
        let numbers = String(decoding: lab.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            .compactMap { Double($0) }
        guard numbers.count == 2 else {
            throw BenchmarkFailure("the lab says: \(String(decoding: lab.output + lab.errors, as: UTF8.self))")
        }
        return (numbers[0], numbers[1])
    }

    /// A file with a scenario that drops the places whose number in the guide is one of these.
    func dropping(_ isDropped: (Int) -> Bool) throws -> URL {
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        let places = guide.endpoints.filter { !$0.host.isWildcard && $0.transport == .tcp && $0.speaks != .dns }
        var hosts: [UInt16: [String]] = [:]
        for (number, place) in places.enumerated() where isDropped(number) {
            if let port = place.portNumber { hosts[port, default: []].append(place.host.text) }
        }
        let faults = hosts.map { port, hosts in
            [
                "kind": "port_closed", "transport": "tcp", "port": Int(port), "answer": "drop", "hosts": hosts,
            ] as [String: Any]
        }
        let file = folder.appending(path: "dropped.json")
        let scenario: [String: Any] = ["name": "dropped", "title": "two fifths are dropped", "faults": faults]
        try JSONSerialization.data(withJSONObject: [scenario]).write(to: file)
        return file
    }
}
