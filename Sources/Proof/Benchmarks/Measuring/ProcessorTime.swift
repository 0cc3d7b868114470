import Foundation
import Glibc

/// Reads the processor time out of what Linux tells of a process.
enum ProcessorTime {
    /// User and system time of a process and all its threads, in seconds.
    static func seconds(of processID: Int32) throws -> Double {
        let stat = try String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
        return Double(try ticks(inStat: stat)) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// - Parameter stat: the text of /proc/PID/stat, whose fields 14 and 15 are `utime` and `stime` (proc(5)).
    static func ticks(inStat stat: String) throws -> Int {
        // The second field is the program's name in brackets, which may hold spaces and brackets.
        guard let nameEnd = stat.lastIndex(of: ")") else { throw BenchmarkFailure("the process has no times") }
        let fields = stat[nameEnd...].split(separator: " ")
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
            throw BenchmarkFailure("the process has no times")
        }
        return user + system
    }
}
