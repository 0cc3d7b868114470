extension Duration {
    /// How many whole milliseconds it lasts, rounded towards zero.
    package var wholeMilliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
