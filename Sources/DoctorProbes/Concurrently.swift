/// What all of these give, which are begun at once, in the order in which they end.
func concurrently<Item: Sendable, Result: Sendable>(
    _ items: some Sequence<Item>, _ work: @escaping @Sendable (Item) async -> [Result]
) async -> [Result] {
    await withTaskGroup(of: [Result].self) { group in
        for item in items { group.addTask { await work(item) } }
        return await group.reduce(into: []) { $0 += $1 }
    }
}
