import Foundation

/// Reads the resident set out of what Linux tells of a process.
enum ResidentMemory {
    /// Memory of a process that is really in RAM now.
    static func bytes(of processID: Int32) throws -> Int {
        try bytes(fromStatus: String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8))
    }

    /// The same, with each page that processes share counted once among them (`Pss`, proc(5)); for sums.
    static func sharedOnceBytes(of processID: Int32) throws -> Int {
        let rollup = try String(contentsOfFile: "/proc/\(processID)/smaps_rollup", encoding: .utf8)
        guard let found = rollup.firstMatch(of: /(?m)^Pss:\s+(\d+) kB$/), let kibibytes = Int(found.1) else {
            throw BenchmarkFailure("the process has no resident memory; it has ended")
        }
        return kibibytes * 1024
    }

    /// - Parameter status: the text of /proc/PID/status, whose line `VmRSS` counts KiB (proc(5)).
    static func bytes(fromStatus status: String) throws -> Int {
        guard let found = status.firstMatch(of: /(?m)^VmRSS:\s+(\d+) kB$/), let kibibytes = Int(found.1) else {
            throw BenchmarkFailure("the process has no resident memory; it has ended")
        }
        return kibibytes * 1024
    }
}
