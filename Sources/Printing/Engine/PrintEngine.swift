import DutyModel

/// Puts impressions on paper, or where paper is made from.
///
/// The duty is debited before an engine is asked; an engine never decides whether an impression may be made.
/// Printing the same face again gives the same impression, not a second one.
public protocol PrintEngine: Sendable {
    /// Prints one impression; when it returns, the engine has taken it for good.
    ///
    /// - Throws: `print_failed`, `file_unwritable`, `data_full`.
    func print(_ face: ImpressionFace) async throws(DutyFailure)
}
