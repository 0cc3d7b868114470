import Synchronization

/// Which version of something published, such as the key list, the back end's answers name as the newest.
public final class HeardVersions: Sendable {
    /// The highest version that was named so far, each time one is named; for one listener.
    let versions: AsyncStream<UInt64>
    private let continuation: AsyncStream<UInt64>.Continuation
    private let highest = Mutex<UInt64>(0)

    /// Nothing heard so far.
    public init() { (versions, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// An answer named this version. Answers may overtake each other, and the listener must not miss the highest.
    public func hear(_ version: UInt64) {
        continuation.yield(
            highest.withLock { highest in
                highest = max(highest, version)
                return highest
            })
    }
}
