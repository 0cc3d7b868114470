import DutyModel
import Hummingbird
import Tablet

/// Shows the form that belongs to a submission: fresh, or again with its values and what was wrong.
struct FormScreens: Sendable {
    let environment: PageEnvironment

    /// The form with the values of the submission in it, and a fresh seal.
    func answer(
        _ submission: Submission, notice: Notice? = nil, maximum: Paise? = nil, status: HTTPResponse.Status = .ok,
        session: PageSession
    ) async -> Response {
        let snapshot = await environment.operations.snapshot()
        let fields = await environment.fields(submission.purpose, session)
        switch submission.purpose {
        case .frank:
            let articles = await environment.operations.instruments()
            let screen = FrankScreen(
                snapshot, articles: articles, submission: submission, notice: notice, seal: fields)
            return environment.answer(screen, status: status, session: session)
        case .refill, .continueRefill:
            let other = await environment.fields(submission.purpose == .refill ? .continueRefill : .refill, session)
            let screen = RefillScreen(snapshot, submission: submission, notice: notice, maximum: maximum) {
                $0 == submission.purpose ? fields : other
            }
            return environment.answer(screen, status: status, session: session)
        case .audit:
            let screen = AuditScreen(snapshot, notice: notice, now: environment.clock(), seal: fields)
            return environment.answer(screen, status: status, session: session)
        case .upload:
            let screen = OutboxScreen(snapshot, notice: notice, now: environment.clock(), seal: fields)
            return environment.answer(screen, status: status, session: session)
        }
    }

    /// The form again, with a failure in words.
    func refused(_ submission: Submission, _ failure: DutyFailure, session: PageSession) async -> Response {
        await answer(
            submission, notice: .failure(failure, during: submission.purpose), maximum: failure.maximumAllowed,
            status: failure.code.pageStatus, session: session)
    }
}
