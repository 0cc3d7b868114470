import Synchronization

/// Tells whoever publishes the key list that it may have something new to say.
public final class PublishedChanges: Sendable {
    private let listeners = Mutex<[AsyncStream<Void>.Continuation]>([])

    /// A signal without listeners.
    public init() {}

    /// Yields once at the start and after every change; changes that come together are one.
    public func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        listeners.withLock { $0.append(continuation) }
        return stream
    }

    /// Something of what is published changed, durably, or it is time to look.
    public func announce() {
        for listener in listeners.withLock({ $0 }) { listener.yield() }
    }
}
