import DutyModel
import Foundation
import Glibc
import Synchronization

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
    public init(path: String, environment: [String: String] = [:], limitSeconds: Int = 60) {
        self.path = path
        let usual = ["LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        self.environment = environment.merging(usual) { own, _ in own }
        self.limitSeconds = limitSeconds
    }

    /// Whether there is such a program.
    public var isThere: Bool { access(path, X_OK) == 0 }

    /// Runs it with these arguments and waits for its end.
    ///
    /// - Throws: `file_unreadable` where it cannot be started.
    public func run(_ arguments: [String]) async throws(DutyFailure) -> Answer {
        let result = await withCheckedContinuation { (done: CheckedContinuation<Result<Answer, DutyFailure>, Never>) in
            // A thread of its own: reading a pipe waits, and must not hold up the few threads of everything else.
            Thread.detachNewThread { done.resume(returning: runAndWait(arguments)) }
        }
        return try result.get()
    }

    private func runAndWait(_ arguments: [String]) -> Result<Answer, DutyFailure> {
        let (process, output, errors) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            return .failure(DutyFailure(.fileUnreadable, "The program \(path) cannot be started: \(error)."))
        }
        let number = process.processIdentifier
        let watchdog = DispatchWorkItem { kill(number, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(limitSeconds), execute: watchdog)
        defer { watchdog.cancel() }
        // Both are emptied at once, or a program that writes much into one would wait for ever.
        let said = Mutex(Data())
        let group = DispatchGroup()
        let handle = errors.fileHandleForReading
        DispatchQueue.global().async(group: group) {
            let all = (try? handle.readToEnd()) ?? Data()
            said.withLock { $0 = all }
        }
        let text = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        group.wait()
        process.waitUntilExit()
        return .success(
            Answer(
                status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
                errors: String(decoding: said.withLock { $0 }, as: UTF8.self)))
    }
}
