/// Tells everyone who listens that something changed; a listener that is slow hears several changes as one.
struct ChangeSignal: Sendable {
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var nextListener = 0
    private var closed = false

    /// A new listener's stream; it yields at once, and ends when the signal is closed.
    mutating func stream(onLeave leave: @escaping @Sendable (Int) -> Void) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        guard !closed else {
            continuation.finish()
            return stream
        }
        let listener = nextListener
        nextListener += 1
        listeners[listener] = continuation
        continuation.onTermination = { _ in leave(listener) }
        continuation.yield()
        return stream
    }

    /// Something changed.
    func announce() {
        for continuation in listeners.values { continuation.yield() }
    }

    /// A listener went away.
    mutating func forget(_ listener: Int) { listeners[listener] = nil }

    /// Ends every stream.
    mutating func close() {
        closed = true
        for continuation in listeners.values { continuation.finish() }
        listeners = [:]
    }
}
