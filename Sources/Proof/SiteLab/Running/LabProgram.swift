import DutyModel
import Foundation
import Glibc
import ProgramRunning

/// A program that runs in a place of the lab until it is stopped.
public final class LabProgram {
    /// How it can be seen that a program is ready.
    public enum Ready: Sendable {
        /// It listens on this TCP port.
        case tcp(UInt16)
        /// It listens on this UDP port.
        case udp(UInt16)
        /// It has said this.
        case words(String)
    }

    /// How long a program may take to get ready, in seconds; a debug build on a busy computer needs a few.
    private static let longestSeconds = 60.0
    /// How often it is looked whether it is ready, in microseconds.
    private static let lookMicroseconds: UInt32 = 5_000

    private let process: Process
    private let log: URL
    /// The program's own process number.
    public let processID: Int32

    /// Starts a program by `words` of `nsenter` and waits until it is ready.
    init(_ words: [String], environment: [String: String], log: URL, ready: Ready) throws(DutyFailure) {
        self.log = log
        process = Process(URL(filePath: Nsenter.path), words, nil, environment)
        do {
            try Data().write(to: log)
            let handle = try FileHandle(forWritingTo: log)
            process.standardOutput = handle
            process.standardError = handle
            try Self.run(process)
        } catch {
            throw DutyFailure(.labProgramFailed, "A program of the lab cannot be started: \(error).")
        }
        processID = try Self.wait(for: ready, of: process, log: log)
    }

    /// Starts a process that can be told to end and to read its configuration anew: a thread that works for others may
    /// have these signals blocked, and what it starts would have them blocked for good.
    ///
    /// No others are let in: a broken pipe that waits at this thread would end this process.
    private static func run(_ process: Process) throws {
        var heard = sigset_t()
        var own = sigset_t()
        sigemptyset(&heard)
        for signal in [SIGTERM, SIGHUP] { sigaddset(&heard, signal) }
        pthread_sigmask(SIG_UNBLOCK, &heard, &own)
        defer { pthread_sigmask(SIG_SETMASK, &own, nil) }
        try process.run()
    }

    /// Everything it said.
    public var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Ends it at once.
    public func kill() { end(with: SIGKILL) }

    /// Ends it as Ctrl-C does, and waits for its end; one that does not hear of it within `secondsToEnd` is killed.
    public func interrupt() {
        if process.isRunning { Glibc.kill(processID, SIGINT) }
        let deadline = Date().addingTimeInterval(Self.secondsToEnd)
        while process.isRunning, Date() < deadline { usleep(Self.lookMicroseconds) }
        end(with: SIGKILL)
    }

    /// How long a program may take to end: ours need at most three seconds.
    private static let secondsToEnd = 10.0

    private func end(with signal: Int32) {
        if process.isRunning { Glibc.kill(processID, signal) }
        process.waitUntilExit()
    }

    private static func wait(for ready: Ready, of process: Process, log: URL) throws(DutyFailure) -> Int32 {
        let deadline = Date().addingTimeInterval(longestSeconds)
        while process.isRunning, Date() < deadline {
            if let own = ChildProcess.first(of: process.processIdentifier), isReady(ready, own, log) { return own }
            usleep(lookMicroseconds)
        }
        let name = process.arguments?.drop { $0 != "--" }.dropFirst().joined(separator: " ") ?? ""
        let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        if let own = ChildProcess.first(of: process.processIdentifier) { Glibc.kill(own, SIGKILL) }
        throw DutyFailure(.labProgramFailed, "“\(name)” did not get ready in the lab: \(said.suffix(600))")
    }

    private static func isReady(_ ready: Ready, _ processID: Int32, _ log: URL) -> Bool {
        switch ready {
        case .words(let words): (try? String(contentsOf: log, encoding: .utf8))?.contains(words) ?? false
        case .tcp(let port): isListening(port, in: ["tcp", "tcp6"], state: ListedSocket.listening, processID)
        case .udp(let port): isListening(port, in: ["udp", "udp6"], state: ListedSocket.unconnected, processID)
        }
    }

    /// Whether a socket of the program's network namespace has this local port and state.
    private static func isListening(_ port: UInt16, in tables: [String], state: UInt8, _ processID: Int32) -> Bool {
        tables.contains { table in
            ListedSocket.all(table, of: processID).contains { $0.port == port && $0.state == state }
        }
    }
}

/// The program that enters namespaces.
enum Nsenter {
    static let path = "/usr/bin/nsenter"
}
