import DutyModel
import Exchanges
import Hummingbird
import Tablet

/// Shows one browser the page of a form: fresh, or again with its values and what was wrong.
struct FormScreens: Sendable {
    let environment: PageEnvironment
    let session: PageSession

    /// The screens for the browser of this request.
    init(_ environment: PageEnvironment, for request: Request) {
        self.environment = environment
        session = PageSession(of: request, random: environment.random)
    }

    private var operations: any MachineOperations { environment.operations }

    /// The page of the form with the values of the submission in it, and a fresh seal.
    func answer(_ shown: ShownForm) async -> Response {
        do throws(DutyFailure) {
            return answer(try await screen(shown), status: shown.status)
        } catch {
            return answer(ProblemScreen(error), status: .init(error))
        }
    }

    /// A screen for this browser.
    func answer(_ screen: some Screen, status: HTTPResponse.Status = .ok) -> Response {
        environment.answer(screen, status: status, session: session)
    }

    private func screen(_ shown: ShownForm) async throws(DutyFailure) -> any Screen {
        let (submission, notice) = (shown.submission, shown.notice)
        switch submission.form.page {
        case .frank:
            let (snapshot, seal) = await snapshot(sealing: submission.form)
            let articles = await operations.instruments()
            return FrankScreen(snapshot, articles: articles, shown, seal: seal, confirm: confirmed(submission))
        case .refill:
            let snapshot = await operations.snapshot()
            return await RefillScreen(snapshot, shown, confirm: confirmed(submission)) {
                await environment.seal($0, session, acts: snapshot.acts)
            }
        case .audit:
            let (snapshot, seal) = await snapshot(sealing: submission.form)
            return AuditScreen(snapshot, notice: notice, now: environment.clock(), seal: seal)
        case .upload:
            let (snapshot, seal) = await snapshot(sealing: submission.form)
            return OutboxScreen(snapshot, notice: notice, now: environment.clock(), seal: seal)
        case .impression: return try await impression(try submission.counter()) { _ in notice }
        case .spoil, .withdraw, .nextLife: return try await confirmation(shown)
        case .link(let kind):
            let standing = await operations.network.standing()
            let seal = await environment.seal(submission.form, session, acts: standing.acts)
            return NetworkScreen(kind, standing, shown, seal: seal)
        case .settings: return await settings(notice)
        case .networkTest: return await networkTest(nil, notice)
        case .doctor:
            let (snapshot, seal) = await snapshot(sealing: submission.form)
            return DoctorScreen(await operations.doctor?.last, of: snapshot, notice: notice, seal: seal)
        }
    }

    /// How the machine stands, with the seal of a form whose act begins there.
    private func snapshot(sealing form: PageForm) async -> (MachineSnapshot, FormSealFields) {
        let snapshot = await operations.snapshot()
        return (snapshot, await environment.seal(form, session, acts: snapshot.acts))
    }

    private func confirmed(_ submission: Submission) -> ConfirmedAmount? {
        submission.amountToConfirm(operations.confirmation)
    }

    /// Something that cannot be undone.
    private func confirmation(_ shown: ShownForm) async throws(DutyFailure) -> any Screen {
        let submission = shown.submission
        let (snapshot, seal) = await snapshot(sealing: submission.form)
        switch submission.form.page {
        case .withdraw:
            // A base that doesn't answer is said by the screen itself.
            let limit = environment.limits.listedImpressions
            let unsettled = try? await operations.unsettledPrints(from: 0, limit: limit)
            let warning = UnsettledPrints.warning(unsettled?.count ?? 0, limit: limit)
            return ConfirmScreen(withdrawing: snapshot, unsettled: warning, notice: shown.notice, seal: seal)
        case .nextLife: return ConfirmScreen(nextLifeOf: snapshot, notice: shown.notice, seal: seal)
        default:
            let counter = try submission.counter()
            return ConfirmScreen(
                spoiling: counter, try await summary(of: counter), notice: shown.notice, seal: seal)
        }
    }

    /// The way to the network, and the trial where one runs.
    func settings(_ notice: Notice?) async -> SettingsScreen {
        let standing = await operations.network.standing()
        let seal = await environment.seal(.confirmNetwork, session, acts: standing.acts)
        return SettingsScreen(standing, notice: notice, seal: seal)
    }

    /// The test of the network, with what it found where it was made.
    func networkTest(_ report: NetworkTestReport?, _ notice: Notice? = nil) async -> NetworkTestScreen {
        NetworkTestScreen(report, notice: notice, seal: await environment.seal(.testNetwork, session))
    }

    /// An impression, with what can be done about its print.
    func impression(
        _ counter: UInt32, notice: (ImpressionSummary?) -> Notice?
    ) async throws(DutyFailure) -> ImpressionScreen {
        let summary = try await summary(of: counter)
        let seals = ImpressionScreen.Seals(
            print: await environment.seal(.print, session), delivered: await environment.seal(.delivered, session))
        return ImpressionScreen(counter: counter, summary: summary, notice: notice(summary), seals: seals)
    }

    /// The impression, where the device still holds it; throws `impression_unknown` where it was never made.
    private func summary(of counter: UInt32) async throws(DutyFailure) -> ImpressionSummary? {
        guard let itemCount = await operations.snapshot().itemCount else {
            throw DutyFailure(.linkDown, "The base does not answer, so it isn't known which impressions there are.")
        }
        guard counter > 0, counter <= itemCount else {
            throw DutyFailure(.impressionUnknown, "There is no such impression.")
        }
        return try await operations.impression(counter)
    }

    /// The form again, with a failure in words; where it isn't known what became of the work, with the way to ask.
    func refused(_ submission: Submission, _ failure: DutyFailure, act: ActID? = nil) async -> Response {
        var notice = Notice.failure(failure, during: submission.form)
        if failure.outcome == .notKnown, let act { notice.more = .ask(about: act) }
        return await answer(
            ShownForm(
                submission: submission, notice: notice, maximum: failure.maximumAllowed, status: .init(failure)))
    }

    /// The form again, which can't be taken any more, with what became of the work that it asked for under this name.
    func settled(_ submission: Submission, _ failure: DutyFailure, act: ActID) async -> Response {
        let report = await operations.outcome(of: act)
        switch report.outcome {
        case .done:
            let notice = Notice.plain("This form was done before. \(report.sentence)", report.remedy)
            return await answer(ShownForm(submission: submission, notice: notice, status: .init(failure)))
        case .notDone: return await refused(submission, failure.knowing(.notDone))
        case .notKnown:
            let unknown = DutyFailure(failure.code, "\(failure.message) \(report.sentence)", remedy: report.remedy)
            return await refused(submission, unknown.knowing(.notKnown), act: act)
        }
    }
}
