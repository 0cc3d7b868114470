import Synchronization

/// What was found out about things that come again and again, up to so many of them.
///
/// It is emptied when it is full: the next request of each machine then finds out once more, which is cheaper than
/// to keep account of which entry was used when.
package final class BoundedMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let maximum: Int
    private let entries = Mutex<[Key: Value]>([:])

    /// An empty memory.
    package init(maximum: Int) { self.maximum = maximum }

    /// What is remembered of this key, or what `find` finds now; a failure is not remembered.
    package func value<Failure: Error>(of key: Key, find: () throws(Failure) -> Value) throws(Failure) -> Value {
        if let held = held(key) { return held }
        let found = try find()
        remember(found, of: key)
        return found
    }

    /// What is remembered of this key, or nil.
    package func held(_ key: Key) -> Value? { entries.withLock { $0[key] } }

    /// Remembers what was found out about this key.
    package func remember(_ value: Value, of key: Key) {
        entries.withLock { entries in
            if entries.count >= maximum { entries.removeAll(keepingCapacity: true) }
            entries[key] = value
        }
    }

    /// How many are remembered.
    package var count: Int { entries.withLock { $0.count } }
}
