import Foundation
import ProgramRunning

/// A program of this computer, found by its name, that must end well.
enum Tool {
    /// What it says; throws its own words where it fails.
    @discardableResult
    static func run(_ words: [String], in folder: URL? = nil) throws -> String {
        let finished = try FinishedProgram(URL(filePath: "/usr/bin/env"), words, in: folder, keepingErrors: true)
        guard finished.status == 0 else {
            throw BenchmarkFailure(
                "\(words.joined(separator: " ")) ended with \(finished.status): "
                    + String(decoding: finished.errors, as: UTF8.self))
        }
        return String(decoding: finished.output, as: UTF8.self)
    }
}
