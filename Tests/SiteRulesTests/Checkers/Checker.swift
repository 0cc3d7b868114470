import Foundation

/// A program of the site's that judges an export, run to its end.
struct Checker {
    let status: Int32
    let output: String

    /// Runs a program with the files of a new folder, which is its working folder and goes away with it.
    static func run(_ program: String, _ arguments: [String], files: [String: String] = [:]) throws -> Checker {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "dutymark-rules-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = (environment["PATH"] ?? "") + ":/usr/sbin:/sbin"
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Checker(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
    }

    /// Runs a shell line as root of a network namespace of its own, where rules may be loaded.
    static func inNamespace(_ line: String, files: [String: String]) throws -> Checker {
        try run("unshare", ["-rn", "sh", "-ec", line], files: files)
    }
}
