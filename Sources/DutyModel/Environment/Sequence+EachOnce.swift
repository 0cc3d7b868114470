extension Sequence where Element: Hashable {
    /// Each of the elements once, in the order in which they first come.
    package var eachOnce: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
