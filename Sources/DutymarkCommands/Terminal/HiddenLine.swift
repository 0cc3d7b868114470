import DutyModel
import Foundation
import Glibc

/// A line that a person types without seeing it.
enum HiddenLine {
    /// Asks at the terminal. While the line is typed, keys that would end the program are read as part of it, so that no
    /// terminal is left that shows nothing.
    ///
    /// Throws `terminal_missing`, and `value_malformed` where nothing was typed.
    static func ask(_ question: String) throws(DutyFailure) -> String {
        var shown = termios()
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &shown) == 0 else {
            throw DutyFailure(
                .terminalMissing, "There is no terminal to ask for the code.",
                remedy: "Give it in a file (--code-file), or run the command at a terminal.")
        }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        StandardError.ask(question)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else {
            throw DutyFailure(.terminalMissing, "The terminal can't hide what is typed.")
        }
        let line = readLine()
        _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
        StandardError.write("")
        guard let line, !line.isEmpty else { throw DutyFailure(.valueMalformed, "No code was typed.") }
        return line
    }
}
