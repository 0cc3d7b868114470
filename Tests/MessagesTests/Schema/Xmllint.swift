import Foundation
import Messages
import Testing

/// xmllint (Debian: libxml2-utils) with the published schema: a reader of messages that is not ours.
struct Xmllint {
    /// Which of these messages it accepts, in their order.
    static func verdicts(on messages: [[UInt8]]) throws -> [Bool] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appending(path: MessageSchema.fileName)
        try Data(MessageSchema.bytes).write(to: schema)
        let files = messages.indices.map { folder.appending(path: "\($0).xml").path }
        for (file, message) in zip(files, messages) { try Data(message).write(to: URL(fileURLWithPath: file)) }

        let report = folder.appending(path: "report")
        try Data().write(to: report)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xmllint", "--nonet", "--noout", "--schema", schema.path] + files
        process.standardError = try FileHandle(forWritingTo: report)
        try process.run()
        process.waitUntilExit()
        let lines = try Data(contentsOf: report).split(separator: UInt8(ascii: "\n"))
            .map { String(decoding: $0, as: UTF8.self) }
        try #require(!lines.contains { $0.contains("failed to compile") }, "\(lines.prefix(5))")
        let accepted = Set(lines)
        return files.map { accepted.contains($0 + " validates") }
    }
}
