import Synchronization

/// Wakes whoever does by itself what is due, while it waits for the next look.
public final class DutyWaker: Sendable {
    private let sleeper = Mutex<AsyncStream<Void>.Continuation?>(nil)

    /// A waker; nobody waits yet.
    public init() {}

    /// Something is due that need not wait for the next look.
    public func wake() { _ = sleeper.withLock { $0?.yield() } }

    /// A stream that yields once something is due before its time; only the newest one does.
    func wakings() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        sleeper.withLock { sleeper in
            sleeper?.finish()
            sleeper = continuation
        }
        return stream
    }
}
