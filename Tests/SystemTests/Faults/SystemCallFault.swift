import Foundation
import ProgramRunning

/// A system call on one file of a part, of which one is made to fail.
struct SystemCallFault: Sendable, CustomStringConvertible {
    let part: RunningParts.Part
    let call: String
    let error: String
    /// In the data folder; empty for calls that only sockets get.
    let paths: [String]
    /// The calls that the short run makes fail, by their number, from the part's start on; the long run takes each.
    let numbers: [Int]

    init(_ part: RunningParts.Part, _ call: String, _ error: String, _ paths: [String], _ numbers: [Int] = [1]) {
        self.part = part
        self.call = call
        self.error = error
        self.paths = paths
        self.numbers = numbers
    }

    var description: String { "\(part): \(call) on \(paths.first ?? "a socket") → \(error)" }

    /// How to start the part so that its call of this number fails, once; `log` gets what was traced.
    ///
    /// On one processor the part has one thread for its work, and strace, which counts for each thread, counts what it
    /// does. The tracer stands aside (`-D`): the process that was started is the part itself.
    func way(number: Int, log: String, data: String) -> RunningParts.Way {
        let files = paths.flatMap { ["-P", data + "/" + $0] }
        return RunningParts.Way(
            words: ["strace", "-D", "-f", "--seccomp-bpf", "-o", log] + files
                + ["-e", "trace=" + call, "-e", "inject=\(call):error=\(error):when=\(number)", "taskset", "-c", "0"])
    }

    /// Whether a process may trace another here; some containers forbid it.
    static let tracingIsPossible: Bool = {
        let tried = try? FinishedProgram(
            URL(filePath: "/usr/bin/env"), ["strace", "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"])
        return tried?.status == 0
    }()

    private static let journal = ["base/psd/psd.journal", "base/psd/psd.journal.new"]
    private static let books = ["backend/back-end.sqlite-wal"]
    private static let copies = ["tablet/outbox.sqlite-wal"]

    /// The calls by which a part makes something durable, found with `strace -c`.
    static let all: [SystemCallFault] = [
        .init(.base, "fdatasync", "EIO", journal, [1, 5, 7, 9, 13]),
        .init(.base, "pwrite64", "EIO", journal, [1, 6, 11]),
        .init(.base, "pwrite64", "ENOSPC", journal, [1, 5, 9]),
        .init(.base, "fallocate", "ENOSPC", journal),
        .init(.base, "fsync", "EIO", journal + ["base/psd"], [1, 2]),
        .init(.base, "rename", "EIO", journal),
        .init(.base, "openat", "EIO", journal),
        .init(.base, "pwrite64", "EIO", ["base/psd/psd.anchor"], [1, 7]),
        .init(.backEnd, "fdatasync", "EIO", books, [1, 3]),
        .init(.backEnd, "pwrite64", "EIO", books, [1, 30]),
        .init(.backEnd, "pwrite64", "ENOSPC", books, [10, 40]),
        .init(.backEnd, "pread64", "EIO", ["backend/back-end.sqlite"], [1, 20]),
        .init(.tablet, "fdatasync", "EIO", copies),
        .init(.tablet, "pwrite64", "ENOSPC", copies, [1, 8]),
        // Sockets: their bytes go out by `write`, which strace cannot tell from what wakes a thread; these they have alone.
        .init(.backEnd, "accept4", "ECONNABORTED", [], [1, 2]),
        .init(.tablet, "connect", "ECONNREFUSED", [], [1, 2]),
    ]
}
