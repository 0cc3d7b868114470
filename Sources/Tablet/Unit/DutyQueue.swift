import DutyModel

/// Lets the duties that use the network run one after the other, in the order in which they were asked for.
///
/// Two refill dialogues at once would make each other's nonces stale; two uploads would send the same
/// records twice. Franking never waits here.
actor DutyQueue {
    private var last: Task<Void, Never>?

    /// Runs this work after all work asked for before it.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        let before = last
        let task = Task { () -> Result<Value, DutyFailure> in
            await before?.value
            do throws(DutyFailure) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        last = Task { _ = await task.value }
        return try await task.value.get()
    }
}
