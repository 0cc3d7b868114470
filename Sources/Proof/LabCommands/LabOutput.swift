import ArgumentParser
import DutyModel
import Foundation

/// What the program says to who called it; nothing is buffered, since a lab waits for its own programs' words.
enum LabOutput {
    /// Writes a line to standard output.
    static func write(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) }

    /// Writes a line to standard error.
    static func complain(_ line: String) { try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8)) }

    /// Runs a command's work; a failure is written to standard error and ends the program with status 1.
    static func reporting(_ work: () throws(DutyFailure) -> Void) throws {
        do {
            try work()
        } catch {
            complain("\(error.message)\n\(error.remedy)\n[\(error.code.rawValue)]")
            throw ExitCode(1)
        }
    }
}
