import Glibc

/// Reads what a program says on several pipes at once, until they end, it has ended, it says too much, or time is up.
///
/// The end of the pipes alone would not do: a child that the program left behind holds them open for as long as it likes.
struct OutsideProgramReader {
    /// What was read.
    struct Said {
        /// The bytes of each pipe.
        var bytes: [[UInt8]]
        /// Whether that is all that the program itself said.
        var isWhole: Bool
    }

    private let pipes: [Int32]
    private let most: Int
    private let deadline: ContinuousClock.Instant

    /// How long a quiet pipe is waited for before the program is looked at again, in milliseconds.
    private static let lookMilliseconds: Int32 = 100
    /// The same once its pipes have ended, when it is about to end itself.
    private static let endMilliseconds: Int32 = 5

    init(_ pipes: [Int32], most: Int, seconds: Int) {
        self.pipes = pipes
        self.most = most
        deadline = .now + .seconds(seconds)
    }

    /// Reads, and waits for the program's end.
    func read(until hasEnded: () -> Bool) -> Said {
        var said = Said(bytes: pipes.map { _ in [] }, isWhole: false)
        var waiting = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            // Asked before the look at the pipes: what it wrote before its end is in them by then.
            let (isOver, isOpen) = (hasEnded(), waiting.contains { $0.fd >= 0 })
            if isOver, !isOpen { break }
            guard .now < deadline else { return said }
            let pause = isOver ? 0 : isOpen ? Self.lookMilliseconds : Self.endMilliseconds
            let ready = poll(&waiting, nfds_t(waiting.count), pause)
            if ready == 0, isOver { break }
            for index in waiting.indices where waiting[index].revents != 0 {
                if !take(from: &waiting[index], into: &said.bytes[index]) { return said }
            }
        }
        said.isWhole = true
        return said
    }

    /// Takes what a pipe holds; a pipe that has ended is not asked again (poll passes over a negative number). False
    /// where it is too much.
    private func take(from pipe: inout pollfd, into bytes: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(pipe.fd, &chunk, chunk.count)
        if count > 0 {
            bytes += chunk.prefix(min(count, most - bytes.count))
        } else if count == 0 || errno != EINTR {
            pipe.fd = -1
        }
        pipe.revents = 0
        return bytes.count < most
    }
}
