import Glibc
import Synchronization

/// One line that counts the places and the seconds, on a terminal's standard error and nowhere else.
final class DoctorProgress: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private let places = Mutex((done: 0, total: 0))

    /// Shows how many places are settled.
    func show(_ done: Int, of total: Int) {
        places.withLock { $0 = (done, total) }
        write()
    }

    /// Shows the time each second, since silent places are settled together at the end; until it is cancelled.
    func keepTime() async {
        while (try? await Task.sleep(for: .seconds(1))) != nil { write() }
    }

    /// Stops the clock, and takes the line away.
    func end(_ clock: Task<Void, Never>) async {
        clock.cancel()
        await clock.value
        clear()
    }

    /// Takes the line away.
    func clear() { write("\r\u{1b}[K") }

    private func write() {
        let (done, total) = places.withLock { $0 }
        guard total > 0 else { return }
        write("\r\(done) of \(total) places tried, \((ContinuousClock.now - start).components.seconds) s")
    }

    private func write(_ text: String) {
        guard isTerminal else { return }
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
