import DutyModel
import Foundation

/// What a command says to who called it.
enum StandardOutput {
    /// Writes a line at once: who waits for it through a pipe must not wait for a buffer to fill. Where nobody takes it,
    /// the work goes on.
    static func write(_ line: String) { try? writeWhole(line + "\n") }

    /// Writes a result. Throws `file_unwritable` where it gets lost, on a full disk for instance.
    static func writeWhole(_ text: String) throws(DutyFailure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            throw DutyFailure(
                .fileUnwritable, "Standard output cannot be written: \(ErrorWords.of(errorNumber: errno)).")
        }
    }
}

/// The terminal's error stream.
enum StandardError {
    /// Writes a question, behind which the answer is typed.
    static func ask(_ question: String) { try? FileHandle.standardError.write(contentsOf: Data(question.utf8)) }

    /// Writes a line; nothing is buffered. Where nobody takes it, there is nobody to tell.
    static func write(_ line: String) { try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8)) }
}
