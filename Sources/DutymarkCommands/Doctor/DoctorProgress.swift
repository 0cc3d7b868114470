import Glibc

/// One line that counts the places, on a terminal's standard error and nowhere else.
struct DoctorProgress: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// Shows how many places are settled.
    func show(_ done: Int, of total: Int) { write("\r\(done) of \(total) places tried") }

    /// Takes the line away.
    func clear() { write("\r\u{1b}[K") }

    private func write(_ text: String) {
        guard isTerminal else { return }
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
