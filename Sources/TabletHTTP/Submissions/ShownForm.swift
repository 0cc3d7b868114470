import DutyModel
import Hummingbird
import NetworkSetup

/// A form as a page shows it: fresh, or again with its values and what was wrong.
struct ShownForm: Sendable {
    /// The form and its values.
    let submission: Submission
    /// What is said above it.
    var notice: Notice?
    /// The most that a refusal said would be granted.
    var maximum: Paise?
    /// What is wrong with its fields.
    var faults: [NetworkFault] = []
    /// How the page is answered.
    var status = HTTPResponse.Status.ok
}
