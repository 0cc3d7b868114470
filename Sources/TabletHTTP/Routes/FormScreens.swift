import DutyModel
import Exchanges
import Hummingbird
import NetworkSetup
import Tablet

/// Shows the form that belongs to a submission: fresh, or again with its values and what was wrong.
struct FormScreens: Sendable {
    let environment: PageEnvironment

    /// The form with the values of the submission in it, and a fresh seal.
    func answer(
        _ submission: Submission, notice: Notice? = nil, maximum: Paise? = nil, faults: [NetworkFault] = [],
        status: HTTPResponse.Status = .ok, session: PageSession
    ) async -> Response {
        if let kind = submission.purpose.link {
            return await networkForm(kind, submission, notice, faults, status, session)
        }
        let snapshot = await environment.operations.snapshot()
        let fields = await environment.fields(submission.purpose, session, acts: snapshot.acts)
        switch submission.purpose {
        case .frank:
            let articles = await environment.operations.instruments()
            let screen = FrankScreen(
                snapshot, articles: articles, submission: submission, notice: notice, seal: fields,
                confirm: submission.amountToConfirm(environment.operations.confirmation))
            return environment.answer(screen, status: status, session: session)
        case .refill, .continueRefill, .cancelRefill:
            let purposes: [FormPurpose] = [.refill, .continueRefill, .cancelRefill]
            var seals: [FormPurpose: FormSealFields] = [submission.purpose: fields]
            for purpose in purposes where seals[purpose] == nil {
                seals[purpose] = await environment.fields(purpose, session, acts: snapshot.acts)
            }
            let confirm = submission.amountToConfirm(environment.operations.confirmation)
            let screen = RefillScreen(
                snapshot, submission: submission, notice: notice, maximum: maximum, confirm: confirm
            ) { seals[$0] ?? fields }
            return environment.answer(screen, status: status, session: session)
        case .audit:
            let screen = AuditScreen(snapshot, notice: notice, now: environment.clock(), seal: fields)
            return environment.answer(screen, status: status, session: session)
        case .upload:
            let screen = OutboxScreen(snapshot, notice: notice, now: environment.clock(), seal: fields)
            return environment.answer(screen, status: status, session: session)
        case .wired, .wifi, .confirmNetwork: return await settings(notice: notice, status: status, session: session)
        case .testNetwork: return await networkTest(nil, notice: notice, status: status, session: session)
        case .examineNetwork:
            let last = await environment.operations.doctor?.last
            let screen = DoctorScreen(last, of: snapshot, notice: notice, seal: fields)
            return environment.answer(screen, status: status, session: session)
        case .print, .delivered, .spoil, .withdraw, .nextLife:
            return await answer(ofUpkeep: submission, snapshot, notice, status, fields, session)
        }
    }

    private func networkForm(
        _ kind: LinkKind, _ submission: Submission, _ notice: Notice?, _ faults: [NetworkFault],
        _ status: HTTPResponse.Status, _ session: PageSession
    ) async -> Response {
        let standing = await environment.operations.network.standing()
        let seal = await environment.fields(submission.purpose, session, acts: standing.acts)
        let screen = NetworkScreen(kind, standing, wish: submission.network, faults: faults, notice: notice, seal: seal)
        return environment.answer(screen, status: status, session: session)
    }

    /// The way to the network, and the trial where one runs.
    func settings(notice: Notice?, status: HTTPResponse.Status = .ok, session: PageSession) async -> Response {
        let standing = await environment.operations.network.standing()
        let seal = await environment.fields(.confirmNetwork, session, acts: standing.acts)
        return environment.answer(
            SettingsScreen(standing, notice: notice, seal: seal), status: status, session: session)
    }

    /// The test of the network, with what it found where it was made.
    func networkTest(
        _ report: NetworkTestReport?, notice: Notice? = nil, status: HTTPResponse.Status = .ok, session: PageSession
    ) async -> Response {
        let seal = await environment.fields(.testNetwork, session)
        return environment.answer(
            NetworkTestScreen(report, notice: notice, seal: seal), status: status, session: session)
    }

    private func answer(
        ofUpkeep submission: Submission, _ snapshot: MachineSnapshot, _ notice: Notice?,
        _ status: HTTPResponse.Status, _ fields: FormSealFields, _ session: PageSession
    ) async -> Response {
        do throws(DutyFailure) {
            switch submission.purpose {
            case .withdraw:
                // A base that doesn't answer is said by the screen itself.
                let limit = environment.limits.listedImpressions
                let unsettled = try? await environment.operations.unsettledPrints(from: 0, limit: limit)
                let screen = ConfirmScreen(
                    withdrawing: snapshot, unsettled: UnsettledPrints.warning(unsettled?.count ?? 0, limit: limit),
                    notice: notice, seal: fields)
                return environment.answer(screen, status: status, session: session)
            case .nextLife:
                let screen = ConfirmScreen(nextLifeOf: snapshot, notice: notice, seal: fields)
                return environment.answer(screen, status: status, session: session)
            case .spoil:
                let counter = try submission.counter()
                let screen = ConfirmScreen(
                    spoiling: counter, try await summary(of: counter), notice: notice, seal: fields)
                return environment.answer(screen, status: status, session: session)
            default:
                return try await impression(try submission.counter(), status: status, session: session) { _ in notice }
            }
        } catch {
            return environment.answer(ProblemScreen(error), status: .init(error), session: session)
        }
    }

    /// An impression, with what can be done about its print.
    func impression(
        _ counter: UInt32, status: HTTPResponse.Status = .ok, session: PageSession,
        notice: (ImpressionSummary?) -> Notice?
    ) async throws(DutyFailure) -> Response {
        let summary = try await summary(of: counter)
        let seals = ImpressionScreen.Seals(
            print: await environment.fields(.print, session), delivered: await environment.fields(.delivered, session))
        let screen = ImpressionScreen(counter: counter, summary: summary, notice: notice(summary), seals: seals)
        return environment.answer(screen, status: status, session: session)
    }

    /// The impression, where the device still holds it; throws `impression_unknown` where it was never made.
    private func summary(of counter: UInt32) async throws(DutyFailure) -> ImpressionSummary? {
        let snapshot = await environment.operations.snapshot()
        guard let itemCount = snapshot.itemCount else {
            throw DutyFailure(.linkDown, "The base does not answer, so it isn't known which impressions there are.")
        }
        guard counter > 0, counter <= itemCount else {
            throw DutyFailure(.impressionUnknown, "There is no such impression.")
        }
        return try await environment.operations.impression(counter)
    }

    /// The form again, with a failure in words; where it isn't known what became of the work, with the way to ask.
    func refused(
        _ submission: Submission, _ failure: DutyFailure, act: ActID? = nil, session: PageSession
    ) async -> Response {
        var notice = Notice.failure(failure, during: submission.purpose)
        if failure.outcome == .notKnown, let act { notice.more = .ask(about: act) }
        return await answer(
            submission, notice: notice, maximum: failure.maximumAllowed, status: .init(failure),
            session: session)
    }

    /// The form again, which can't be taken any more, with what became of the work that it asked for under this name.
    func settled(_ submission: Submission, _ failure: DutyFailure, act: ActID, session: PageSession) async -> Response {
        let report = await environment.operations.outcome(of: act)
        switch report.outcome {
        case .done:
            return await answer(
                submission, notice: .plain("This form was done before. \(report.sentence)", report.remedy),
                status: .init(failure), session: session)
        case .notDone: return await refused(submission, failure.knowing(.notDone), session: session)
        case .notKnown:
            let unknown = DutyFailure(failure.code, "\(failure.message) \(report.sentence)", remedy: report.remedy)
            return await refused(submission, unknown.knowing(.notKnown), act: act, session: session)
        }
    }
}
