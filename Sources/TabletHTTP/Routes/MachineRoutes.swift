import Doctor
import DutyModel
import Hummingbird
import Tablet

/// The screens that show how the machine stands, and the forms before they are sent.
struct MachineRoutes: Sendable {
    let environment: PageEnvironment

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in await home(request) }
        router.get("/frank") { request, _ in await form(request, .frank) }
        router.get("/refill") { request, _ in await form(request, .refill) }
        // Where a refused “try again” leaves the browser; loading it anew shows the form.
        router.get("/refill/continue") { request, _ in await form(request, .refill) }
        router.get("/audit") { request, _ in await form(request, .audit) }
        router.get("/outbox") { request, _ in await form(request, .upload) }
        router.get("/refill/cancel") { request, _ in await form(request, .refill) }
        router.get("/spoil") { request, _ in await form(request, .spoil) }
        router.get("/withdraw") { request, _ in await form(request, .withdraw) }
        router.get("/next-life") { request, _ in await form(request, .nextLife) }
        router.get("/settings") { request, _ in await settings(request) }
        router.get("/settings/confirm") { request, _ in await settings(request) }
        router.get("/settings/check") { request, _ in await form(request, .testNetwork) }
        router.get("/settings/doctor") { request, _ in await form(request, .examineNetwork) }
        router.get("/settings/doctor/sheet.html") { _, _ in try await sheet() }
        router.get("/settings/wired") { request, _ in await form(request, .wired) }
        router.get("/settings/wifi") { request, _ in await form(request, .wifi) }
        router.get("/static/{name}") { _, context in
            try environment.files.answer(try context.parameters.require("name"))
        }
    }

    private func home(_ request: Request) async -> Response {
        let snapshot = await environment.operations.snapshot()
        var impressions: [ImpressionSummary] = []
        var listFailure: DutyFailure?
        do throws(DutyFailure) {
            impressions = try await environment.operations.recentImpressions(limit: environment.limits.homeImpressions)
        } catch {
            listFailure = error
        }
        let screen = HomeScreen(
            snapshot, impressions: impressions, listFailure: listFailure,
            trial: await environment.operations.network.trial(), now: environment.clock(),
            limits: environment.limits)
        return environment.answer(screen)
    }

    private func settings(_ request: Request) async -> Response {
        let notice: Notice? =
            switch request.uri.query {
            case "kept=1": .good("The network settings are kept.")
            case "same=1": .plain("These settings were in force already. Nothing was changed.")
            default: nil
            }
        return await FormScreens(environment: environment).settings(
            notice: notice, session: PageSession(of: request, random: environment.random))
    }

    /// What the doctor found, as one file for a ticket or a letter.
    private func sheet() async throws(DutyFailure) -> Response {
        guard let last = await environment.operations.doctor?.last else {
            throw DutyFailure(
                .pathUnknown, "The doctor has not run since the machine was started.",
                remedy: "Settings → Find out what blocks the network.")
        }
        return environment.sheet(try ReportFormat.html.text(last.report), named: "dutymark-network-sheet")
    }

    /// A fresh form; the address may carry values to begin with, which are shown and nothing more.
    private func form(_ request: Request, _ purpose: FormPurpose) async -> Response {
        let query = try? FormFields((request.uri.query ?? "").utf8, mostFields: environment.limits.formFields)
        let session = PageSession(of: request, random: environment.random)
        let submission = Submission(prefilling: query, purpose: purpose)
        return await FormScreens(environment: environment).answer(submission, session: session)
    }
}
