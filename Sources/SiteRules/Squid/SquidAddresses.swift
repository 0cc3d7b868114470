/// The addresses of one value of an `acl` of the type `src` or `dst`.
struct SquidAddresses {
    private let first, last: [UInt8]

    /// Reads an address, a block or a range; nil for the other forms that squid takes, such as names.
    init?(_ text: String) {
        if let block = RuleSource.block(text) {
            (first, last) = (block.first, block.last)
            return
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { RuleSource.block(String($0)) }
        guard ends.count == 2, let low = ends[0], let high = ends[1], low.isSingle, high.isSingle,
            low.family == high.family, !high.first.lexicographicallyPrecedes(low.first)
        else { return nil }
        (first, last) = (low.first, high.last)
    }

    /// Whether every address of the source is among them.
    func contain(_ source: RuleSource) -> Bool {
        first.count == source.first.count && !source.first.lexicographicallyPrecedes(first)
            && !last.lexicographicallyPrecedes(source.last)
    }

    /// Whether an address of the source is among them.
    func meet(_ source: RuleSource) -> Bool {
        first.count == source.first.count && !source.last.lexicographicallyPrecedes(first)
            && !last.lexicographicallyPrecedes(source.first)
    }
}
