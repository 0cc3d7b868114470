/// Tries something twice: the second try begins when the first has failed or is silent for a while, beside it.
enum TryTwice {
    private enum Step<Result: Sendable>: Sendable {
        case ended(Result)
        case silent
    }

    /// The results of the tries that were made, in the order in which they ended; the first good one ends it.
    static func run<Result: Sendable>(
        secondAfter milliseconds: Int64, isGood: @escaping @Sendable (Result) -> Bool,
        _ attempt: @escaping @Sendable (Int) async -> Result
    ) async -> [Result] {
        await withTaskGroup(of: Step<Result>.self) { group in
            group.addTask { .ended(await attempt(1)) }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                return .silent
            }
            var results: [Result] = []
            var isSecondUnderWay = false
            for await step in group {
                if case .ended(let result) = step {
                    results.append(result)
                    if isGood(result) || results.count == 2 { break }
                }
                guard !isSecondUnderWay, !Task.isCancelled else { continue }
                isSecondUnderWay = true
                group.addTask { .ended(await attempt(2)) }
            }
            group.cancelAll()
            return results
        }
    }
}
