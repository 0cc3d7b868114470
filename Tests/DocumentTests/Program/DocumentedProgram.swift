import Foundation
import ProgramRunning

/// The program that was built together with these tests.
enum DocumentedProgram {
    /// SwiftPM puts executables beside the test runner.
    static let location = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
        path: "dutymark")

    /// The commands as the program tells them.
    static func commands() throws -> CommandTree {
        let answer = try FinishedProgram(location, ["--experimental-dump-help"])
        return try JSONDecoder().decode(CommandTree.self, from: answer.output)
    }
}
