/// The middle of the values, the mean of the two middle ones for an even count; `nil` of nothing.
func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let upper = sorted.indices.contains(sorted.count / 2) ? sorted[sorted.count / 2] : nil else { return nil }
    return sorted.count.isMultiple(of: 2) ? (sorted[sorted.count / 2 - 1] + upper) / 2 : upper
}

extension Duration {
    /// As a number of milliseconds.
    var milliseconds: Double { self / .milliseconds(1) }
    /// As a number of seconds.
    var seconds: Double { self / .seconds(1) }
}
