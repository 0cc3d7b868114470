import Foundation
import ProgramRunning

/// The programs whose command lines the documents show.
enum DocumentedProgram {
    /// Each by the name that a person types.
    static let all = ["dutymark": BuiltProgram.dutymark, "dutymark-lab": BuiltProgram.lab]

    /// The commands as a program tells them.
    static func commands(of program: URL) throws -> CommandTree {
        let answer = try FinishedProgram(program, ["--experimental-dump-help"])
        return try JSONDecoder().decode(CommandTree.self, from: answer.output)
    }
}
