import DutyModel
import Foundation
import LocalSystem

/// Runs a script of somebody else's in a small JavaScript engine: a process of its own, without access to files or
/// network, bounded in time and memory.
enum ScriptEngine {
    /// Seconds of processor time; a PAC file answers in a few milliseconds.
    static let processorSeconds = 5
    /// KiB of address space; the engine starts with some 5,000.
    static let memoryKibibytes = 262_144
    /// The most that is read of what the script prints, in bytes.
    static let outputBytes = 1_048_576

    /// The folders in which the engine is looked for.
    private static let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]

    /// What the script prints; empty where it was stopped.
    ///
    /// - Throws: `script_engine_missing`; `internal_error` where it cannot be started.
    static func run(_ script: String) async throws(DutyFailure) -> String {
        guard let engine = folders.map({ $0 + "/duk" }).first(where: FileManager.default.isExecutableFile(atPath:))
        else {
            throw DutyFailure(
                .scriptEngineMissing, "The JavaScript engine duk, which runs PAC files, is not installed.")
        }
        do {
            return try await output(of: engine, script: script)
        } catch {
            throw DutyFailure(.internalError, "The JavaScript engine could not be started.")
        }
    }

    private static func output(of engine: String, script: String) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dutymark-pac-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("questions.js")
        try Data(script.utf8).write(to: file)
        let limits = "ulimit -t \(processorSeconds); ulimit -v \(memoryKibibytes); exec \"$0\" \"$1\""
        // The processor's seconds are what bounds it; on a busy computer they take longer than a clock's.
        let shell = OutsideProgram(path: "/bin/sh", limitSeconds: 60 * processorSeconds, mostOutputBytes: outputBytes)
        return try await shell.run(["-c", limits, engine, file.path]).output
    }
}
