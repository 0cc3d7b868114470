/// Why a program could not be run or watched.
public struct RunFailure: Error, CustomStringConvertible {
    /// What happened, with what the program said.
    public let description: String

    /// A failure told in these words.
    public init(_ description: String) { self.description = description }
}
