/// The words about prints that are not settled.
public enum UnsettledPrints {
    /// What a person is told before a withdrawal, which destroys the key that signs declarations; nil where nothing is open.
    /// There may be more than `count` where it is the `limit` of what was asked for.
    public static func warning(_ count: Int, limit: Int) -> String? {
        guard count > 0 else { return nil }
        let these = count == 1 ? "1 impression is" : "\(count) impressions are"
        return (count < limit ? these : "At least \(these)")
            + " neither known to be printed nor declared spoiled. Printing stays possible afterwards, declaring spoiled "
            + "doesn't."
    }
}
