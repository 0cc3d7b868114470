import Foundation

/// A program that ran to its end.
public struct FinishedProgram: Sendable {
    /// Its exit status, or the number of the signal that ended it.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: Data
    /// From its start to the end of its output. Its end is taken note of up to 50 ms later, which must not count where
    /// times are measured.
    public let duration: Duration
    /// What it wrote to standard error; empty unless it was to be kept.
    public let errors: Data

    /// Runs `program` and waits for its end.
    ///
    /// - Parameters:
    ///   - folder: its working folder; ours when `nil`.
    ///   - environment: variables beside those that it inherits, and before them.
    ///   - keepingErrors: whether standard error is kept in `errors`; otherwise it is shown beside our own.
    public init(
        _ program: URL, _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:],
        keepingErrors: Bool = false
    ) throws {
        let process = Process(program, arguments, folder, environment)
        let pipe = Pipe()
        process.standardOutput = pipe
        // A file and not a second pipe: nobody needs to empty it while the program runs.
        let said = keepingErrors ? try UnnamedFile() : nil
        if let said { process.standardError = said.handle }
        let start = ContinuousClock.now
        try process.run()
        output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        duration = ContinuousClock.now - start
        process.waitUntilExit()
        status = process.terminationStatus
        errors = try said?.contents() ?? Data()
    }
}

extension Process {
    /// A program that has not begun yet, with nothing to read; `environment` goes before what it inherits.
    package convenience init(_ program: URL, _ arguments: [String], _ folder: URL?, _ environment: [String: String]) {
        self.init()
        executableURL = program
        self.arguments = arguments
        if let folder { currentDirectoryURL = folder }
        self.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        standardInput = FileHandle.nullDevice
    }
}

/// A file without a name, gone with its last holder.
private struct UnnamedFile {
    let handle: FileHandle

    init() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "dutymark-said-\(UUID().uuidString)")
        try Data().write(to: place)
        handle = try FileHandle(forUpdating: place)
        try FileManager.default.removeItem(at: place)
    }

    func contents() throws -> Data {
        try handle.seek(toOffset: 0)
        return try handle.readToEnd() ?? Data()
    }
}
