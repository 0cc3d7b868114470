import Glibc

/// Tells a person at a terminal what takes its time; a program that reads our output is not bothered.
struct Progress {
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// Says what is done next.
    func say(_ sentence: String) {
        if isTerminal { StandardError.write(sentence) }
    }
}
