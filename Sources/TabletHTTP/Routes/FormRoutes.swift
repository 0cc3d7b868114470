import DutyModel
import Exchanges
import Hummingbird
import Tablet

/// Takes the forms, has each one done once, and shows how it ended.
struct FormRoutes: Sendable {
    let environment: PageEnvironment

    func add(to router: Router<BasicRequestContext>) {
        for form in PageForm.all {
            router.post(RouterPath(form.path)) { request, _ in try await take(request, form) }
        }
        router.get("/acts/{act}") { _, context in
            guard let act = try? ActID(hex: try context.parameters.require("act")) else { throw Self.unknown }
            let report = await environment.operations.outcome(of: act)
            return environment.answer(ActScreen(report, await environment.operations.snapshot()))
        }
        for format in PrintFormat.allCases {
            router.get("/outcome/{number}/print.\(format.rawValue)") { _, context in
                guard let number = UInt64(try context.parameters.require("number")) else { throw Self.unknown }
                return try await print(number, format)
            }
        }
        router.get("/outcome/{number}") { request, context in
            guard let number = UInt64(try context.parameters.require("number")) else { throw Self.unknown }
            return try await outcome(request, number)
        }
    }

    /// Reads, checks and begins a form; the checks that need the person again show the form with its values.
    private func take(_ request: Request, _ form: PageForm) async throws -> Response {
        let fields = try await read(request)
        let sent = try Submission(fields, of: form)
        let submission = sent.withoutSecrets
        let screens = FormScreens(environment, for: request)
        let act = fields["act"].flatMap { try? ActID(hex: $0) }
        do throws(DutyFailure) {
            let number = try sealedNumber(fields, request, form)
            if let entry = await environment.desk.entry(number) {
                return await show(number, entry.submission, first: false, screens)
            }
            try sent.requireConfirmation(environment.operations.confirmation)
            let work = try FormWork(operations: environment.operations, sent: sent, act: act)
            let first = try await environment.desk.begin(number, submission, work)
            return await show(number, submission, first: first, screens)
        } catch {
            // A form that can't be taken any more may have been done, before the machine was started again.
            guard let act, error.outcome == .notKnown else { return await screens.refused(submission, error) }
            return await screens.settled(submission, error, act: act)
        }
    }

    private func read(_ request: Request) async throws -> FormFields {
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
        guard type == "application/x-www-form-urlencoded" else {
            throw DutyFailure(.valueMalformed, "The form is not one of this page. Nothing was done.")
        }
        let body = try await request.body.collect(upTo: environment.limits.formBytes)
        return try FormFields(body.readableBytesView, mostFields: environment.limits.formFields)
    }

    /// The number of a form whose seal is good; throws `csrf_bad` otherwise.
    private func sealedNumber(
        _ fields: FormFields, _ request: Request, _ form: PageForm
    ) throws(DutyFailure) -> UInt64 {
        guard let session = PageSession.known(in: request), let number = fields["form"].flatMap({ UInt64($0) }),
            let token = fields["token"],
            environment.seal.accepts(token, session: session, form: form, number: number)
        else {
            throw DutyFailure(
                .csrfBad, "This form was made before the machine was last started, or not by this page.",
                remedy: form == .frank
                    ? "Look at the recent impressions, then send the form once more." : "Send the form once more.")
        }
        return number
    }

    /// Waits a little for the outcome; after that the person sees what is being waited for, and may leave.
    private func show(
        _ number: UInt64, _ submission: Submission, first: Bool, _ screens: FormScreens
    ) async -> Response {
        let end = await environment.desk.end(of: number)
        let patience = environment.limits.patienceMilliseconds
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in end {} }
            group.addTask { try? await Task.sleep(for: .milliseconds(patience)) }
            await group.next()
            group.cancelAll()
        }
        guard let outcome = await environment.desk.entry(number)?.outcome else {
            return environment.seeOther("/outcome/\(number)")
        }
        return await finished(number, submission, outcome, first: first, screens)
    }

    private func finished(
        _ number: UInt64, _ submission: Submission, _ outcome: FormOutcome, first: Bool, _ screens: FormScreens
    ) async -> Response {
        switch outcome {
        case .failed(let failure, let act):
            return await screens.refused(submission, failure, act: act)
        case .answered(.refill(.refused(let refusal))):
            return await screens.answer(
                ShownForm(
                    submission: submission, notice: .failure(refusal.failure), maximum: refusal.maximumAllowed,
                    status: .unprocessableContent))
        case .answered(.networkChange(.refused(let faults))):
            return await screens.answer(
                ShownForm(submission: submission, faults: faults, status: .unprocessableContent))
        case .answered(.drawing(let drawing)):
            return environment.seeOther("/outcome/\(number)/print.\(drawing.format.rawValue)")
        case .answered(let reply):
            return environment.seeOther(place(of: reply, submission, first: first) ?? "/outcome/\(number)")
        }
    }

    /// Where the person sees what came of a form; nil for a page of its own.
    private func place(of reply: MachineReply, _ submission: Submission, first: Bool) -> String? {
        switch reply {
        case .franked(let impression, _):
            "/impressions/\(impression.stamp.counter)?\(first ? "new" : "again")=1"
        case .networkChange(.done(let standing)): standing.trial == nil ? "/settings?same=1" : "/settings"
        case .network: "/settings?kept=1"
        case .examination: "/settings/doctor"
        case .done where submission.form == .delivered: "/impressions/\(submission.item)?printed=1"
        case .done where submission.form == .spoil: "/impressions/\(submission.item)?spoiled=1"
        default: nil
        }
    }

    private func outcome(_ request: Request, _ number: UInt64) async throws -> Response {
        guard let entry = await environment.desk.entry(number) else { throw Self.unknown }
        let snapshot = await environment.operations.snapshot()
        guard let outcome = entry.outcome else {
            let progress = await environment.operations.doctor?.standing.progress
            return environment.answer(WaitingScreen(entry.submission, activity: snapshot.activity, doctor: progress))
        }
        let screens = FormScreens(environment, for: request)
        if case .answered(.networkTest(let report)) = outcome {
            return screens.answer(await screens.networkTest(report))
        }
        if let screen = OutcomeScreen(outcome, of: entry.submission.form, snapshot) {
            return environment.answer(screen)
        }
        return await finished(number, entry.submission, outcome, first: true, screens)
    }

    /// The file that a form asked for; however often it is loaded, it is the same drawing.
    private func print(_ number: UInt64, _ format: PrintFormat) async throws -> Response {
        guard case .answered(.drawing(let drawing)) = await environment.desk.entry(number)?.outcome,
            drawing.format == format
        else {
            throw Self.unknown
        }
        return environment.file(Array(drawing.file), format, named: "dutymark-impression-\(drawing.counter)")
    }

    private static var unknown: DutyFailure {
        DutyFailure(
            .pathUnknown, "How this ended is no longer remembered here.",
            remedy: "The home page and the recent impressions show what was done.")
    }
}
