import DutyModel
import Tablet

/// The test of how the machine reaches its back end: the form, and what the last test found.
struct NetworkTestScreen: Screen {
    let template = ScreenTemplate.networkTest
    let frame: Frame
    let notice: Notice?
    let steps: [Step]
    let seal: FormSealFields

    /// One step of a test.
    struct Step: Sendable {
        let sign: String
        let word: String
        let title: String
        let detail: String
        let failed: Bool
    }

    /// The form, with what a test found where one was made.
    init(_ report: NetworkTestReport?, notice: Notice?, seal: FormSealFields) {
        frame = Frame("Test the network", at: Place.settings)
        self.seal = seal
        steps = (report?.steps ?? []).map(Step.init)
        self.notice = notice ?? report.map(Self.notice)
    }

    /// The first fault with its remedy, or that there is none.
    private static func notice(_ report: NetworkTestReport) -> Notice {
        if let failure = report.firstFailure?.failure {
            var notice = Notice.failure(failure.failure)
            notice.more = .findOut
            return notice
        }
        return .good(
            report.isFull ? "The back end is reached, and its answers are signed." : "The back end is reached.")
    }
}

extension NetworkTestScreen.Step {
    fileprivate init(_ step: NetworkTestStep) {
        title = step.title
        let time = step.milliseconds.map { " (\($0) ms)" } ?? ""
        detail = step.detail + time
        failed = step.result == .failed
        switch step.result {
        case .passed: (sign, word) = ("✓", "passed")
        case .failed: (sign, word) = ("!", "failed")
        case .skipped: (sign, word) = ("–", "skipped")
        }
    }
}
