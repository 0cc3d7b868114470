import DutyModel
import Foundation
import Glibc

/// A program of this computer that is run to its end; its arguments are handed over as they are, without any shell.
///
/// Arguments can be read by every user of the computer while the program runs, so no secret belongs there.
public struct OutsideProgram: Sendable {
    /// The program's absolute path.
    public let path: String
    /// Its whole environment.
    public let environment: [String: String]
    /// Seconds after which it is killed; a program that hangs must not hold the machine up.
    public let limitSeconds: Int
    /// The most bytes that are read of its standard output, and of its standard error; a program that says more is
    /// killed.
    public let mostOutputBytes: Int

    /// What a program said, and how it ended.
    public struct Answer: Sendable {
        /// Its exit status; the number of the signal where one ended it.
        public let status: Int32
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String
    }

    /// A program at this path, whose messages are in English so that they can be read by a program.
    public init(
        path: String, environment: [String: String] = [:], limitSeconds: Int = 60, mostOutputBytes: Int = 1 << 20
    ) {
        self.path = path
        let usual = ["LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        self.environment = environment.merging(usual) { own, _ in own }
        self.limitSeconds = limitSeconds
        self.mostOutputBytes = mostOutputBytes
    }

    /// Whether there is such a program.
    public var isThere: Bool { access(path, X_OK) == 0 }

    /// Runs it with these arguments and waits for its end.
    ///
    /// - Throws: `file_unreadable` where it cannot be started.
    public func run(_ arguments: [String]) async throws(DutyFailure) -> Answer {
        let result = await withCheckedContinuation { (done: CheckedContinuation<Result<Answer, DutyFailure>, Never>) in
            // A thread of its own: reading a pipe waits, and must not hold up the few threads of everything else.
            Thread.detachNewThread {
                done.resume(returning: Result { () throws(DutyFailure) in try runAndWait(arguments) })
            }
        }
        return try result.get()
    }

    private func runAndWait(_ arguments: [String]) throws(DutyFailure) -> Answer {
        let child = try ChildProcess(path, arguments, environment)
        let reader = OutsideProgramReader([child.output, child.errors], most: mostOutputBytes, seconds: limitSeconds)
        let said = reader.read { child.hasEnded }
        // What did not end by itself in time, or says more than anybody reads, is ended.
        if !said.isWhole { child.kill() }
        let status = child.wait()
        let texts = said.bytes.map { String(decoding: $0, as: UTF8.self) }
        return Answer(status: status, output: texts[0], errors: texts[1])
    }
}
