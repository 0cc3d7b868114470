/// What became of the paper of an impression that was debited, as far as its device knows.
public enum PrintState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Debited; nothing was drawn yet.
    case debited
    /// Drawn once; it may be drawn once more or be declared spoiled.
    case printed
    /// Drawn a second time; it is never drawn again and cannot be declared spoiled.
    case printedAgain = "printed_again"
    /// Declared spoiled; it is never drawn again.
    case spoiled
}
