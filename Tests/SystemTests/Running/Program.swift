import Foundation
import ProgramRunning

/// Programs that a test runs to their end.
enum Program {
    /// The program that was built together with these tests.
    static let dutymark = BuiltProgram.dutymark

    /// Waiting for programs must not hold up the few threads on which every other test goes on.
    private static let waiting = DispatchQueue(label: "dutymark.tests.programs", attributes: .concurrent)

    /// Runs `dutymark` with these words.
    static func run(_ words: [String], environment: [String: String] = [:]) async throws -> ProgramAnswer {
        try await run(dutymark, words, environment: environment)
    }

    /// Runs `dutymark-lab` with these words.
    static func lab(_ words: [String]) async throws -> ProgramAnswer { try await run(BuiltProgram.lab, words) }

    /// Runs a tool of the system, found by its name.
    static func tool(_ name: String, _ words: [String], in folder: URL? = nil) async throws -> ProgramAnswer {
        try await run(URL(filePath: "/usr/bin/env"), [name] + words, in: folder)
    }

    private static func run(
        _ program: URL, _ words: [String], in folder: URL? = nil, environment: [String: String] = [:]
    ) async throws -> ProgramAnswer {
        try await withCheckedThrowingContinuation { continuation in
            waiting.async {
                continuation.resume(
                    with: Result {
                        ProgramAnswer(
                            try FinishedProgram(
                                program, words, in: folder, environment: environment, keepingErrors: true))
                    })
            }
        }
    }
}

/// What a program said, and how it ended.
struct ProgramAnswer: Sendable, CustomStringConvertible {
    let status: Int32
    let output: String
    let errors: String

    init(_ finished: FinishedProgram) {
        status = finished.status
        output = String(decoding: finished.output, as: UTF8.self)
        errors = String(decoding: finished.errors, as: UTF8.self)
    }

    /// Everything, for a test that failed.
    var description: String { "status \(status)\n\(output)\(errors)" }

    /// What was said, without the newline at its end.
    var line: String { output.trimmingCharacters(in: .newlines) }

    /// What was said, as this kind of JSON.
    func json<Value: Decodable>(_ kind: Value.Type) throws -> Value {
        do {
            return try JSONDecoder().decode(kind, from: Data(output.utf8))
        } catch {
            throw RunFailure("\(error) in \(self)")
        }
    }
}
