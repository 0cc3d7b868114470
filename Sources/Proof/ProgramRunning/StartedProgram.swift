import Foundation

/// A program that goes on running and has said that it is ready.
public final class StartedProgram {
    /// The words with which `dutymark up` says that it is ready.
    public static let readyWords = "Dutymark is ready: "
    /// How long a program may take to get ready, and to stop, before it is killed, in seconds. A debug build on a busy
    /// machine needs a few; only a program that hangs needs this many.
    public static let longestSeconds = 300

    /// From just before the start to the ready words.
    public let timeToReady: Duration
    private let process: Process
    private let output = Pipe()

    /// Starts `program` and waits until it has written `ready` to standard output or error.
    ///
    /// - Parameters:
    ///   - folder: its working folder; ours when `nil`.
    ///   - environment: variables beside those that it inherits, and before them.
    /// - Throws: what the program said, when it ends before those words.
    public init(
        _ program: URL, _ arguments: [String], ready: String = StartedProgram.readyWords, in folder: URL? = nil,
        environment: [String: String] = [:]
    ) throws {
        process = Process(program, arguments, folder, environment)
        process.standardOutput = output
        process.standardError = output
        let start = ContinuousClock.now
        try process.run()
        try Self.wait(for: ready, from: output.fileHandleForReading, of: process)
        timeToReady = .now - start
        Self.dropTheRest(of: output.fileHandleForReading)
    }

    /// The number of its process.
    public var processID: Int32 { process.processIdentifier }
    /// Whether it has not ended yet.
    public var isRunning: Bool { process.isRunning }

    /// Ends it as Ctrl-C does.
    ///
    /// - Returns: its exit status.
    public func stop() -> Int32 {
        process.interrupt()
        return ended()
    }

    /// Ends it as a power cut does: by SIGKILL, which nothing can tidy up after.
    public func kill() {
        Foundation.kill(processID, SIGKILL)
        _ = ended()
    }

    private func ended() -> Int32 {
        let watchdog = Self.watchdog(for: process)
        process.waitUntilExit()
        watchdog.cancel()
        return process.terminationStatus
    }

    private static func wait(for ready: String, from handle: FileHandle, of process: Process) throws {
        let watchdog = watchdog(for: process)
        defer { watchdog.cancel() }
        var said = Data()
        while !String(decoding: said, as: UTF8.self).contains(ready) {
            let more = handle.availableData
            guard !more.isEmpty else {
                process.waitUntilExit()
                throw RunFailure(
                    "the program ended with \(process.terminationStatus) before it was ready:\n"
                        + String(decoding: said, as: UTF8.self))
            }
            said += more
        }
    }

    /// Reads what it says later and drops it, so that a full pipe never holds it up; ends with the last writer.
    ///
    /// A thread, because libdispatch's handlers of file handles, set and cleared by many tests at once, crash the
    /// process on Linux (swift-corelibs-libdispatch, issue 949).
    private static func dropTheRest(of handle: FileHandle) {
        Thread.detachNewThread {
            while !handle.availableData.isEmpty {}
        }
    }

    private static func watchdog(for process: Process) -> DispatchWorkItem {
        let number = process.processIdentifier
        let work = DispatchWorkItem { Foundation.kill(number, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(longestSeconds), execute: work)
        return work
    }
}
