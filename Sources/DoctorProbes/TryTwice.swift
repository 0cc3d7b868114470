/// Tries something twice: the second try begins when the first has failed or is silent for a while, beside it.
enum TryTwice {
    /// The results of the tries that were made, in the order in which they ended; the first good one ends it.
    static func run<Result: Sendable>(
        secondAfter milliseconds: Int64, isGood: @escaping @Sendable (Result) -> Bool,
        _ attempt: @escaping @Sendable (Int) async -> Result
    ) async -> [Result] {
        await withTaskGroup(of: Result?.self) { group in
            group.addTask { await attempt(1) }
            // Nil says that the first has been silent for long enough.
            group.addTask {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                return nil
            }
            var results: [Result] = []
            var isSecondUnderWay = false
            for await result in group {
                if let result {
                    results.append(result)
                    if isGood(result) || results.count == 2 { break }
                }
                guard !isSecondUnderWay, !Task.isCancelled else { continue }
                isSecondUnderWay = true
                group.addTask { await attempt(2) }
            }
            group.cancelAll()
            return results
        }
    }
}
