import ArgumentParser
import DutyModel
import Foundation

/// How a guide command ends.
enum GuideOutcome {
    /// An invalid guide, or one that cannot be read.
    static let invalid = ExitCode(2)

    /// Runs a command's work; a failure goes to standard error as message, remedy and code, and ends the
    /// program with `invalid`.
    static func reporting(_ work: () throws(DutyFailure) -> Void) throws {
        do {
            try work()
        } catch {
            StandardError.write(error.description)
            throw invalid
        }
    }
}
