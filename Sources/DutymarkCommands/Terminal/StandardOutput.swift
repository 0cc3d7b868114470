import DutyModel
import Foundation

/// What a command says to who called it.
enum StandardOutput {
    /// Writes a line at once: who waits for it through a pipe must not wait for a buffer to fill. Where nobody takes it,
    /// the work goes on.
    static func write(_ line: String) { try? writeWhole(line + "\n") }

    /// Writes the result of a command that was done; to standard error where standard output can't take it, so that the
    /// result isn't lost.
    ///
    /// - Throws: `file_unwritable` with the outcome *done*.
    static func report(_ text: String) throws(DutyFailure) {
        do throws(DutyFailure) {
            try writeWhole(text + "\n")
        } catch {
            StandardError.write(text)
            throw DutyFailure(
                error.code, "\(error.message) What belongs there stands here instead.",
                remedy: "Don't give the command again for that.", outcome: .done)
        }
    }

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
    static func ask(_ question: String) { writeAsIs(question) }

    /// Writes a line; nothing is buffered.
    static func write(_ line: String) { writeAsIs(line + "\n") }

    /// Writes a text that ends its own lines. Where nobody takes it, there is nobody to tell.
    static func writeAsIs(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
