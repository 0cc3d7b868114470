import Doctor
import DutyModel
import Hummingbird
import Tablet

/// The screens that show how the machine stands, and the forms before they are sent.
struct MachineRoutes: Sendable {
    let environment: PageEnvironment

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in await home(request) }
        // Where a refused form leaves the browser, too: loading that address anew shows the form.
        for form in PageForm.all where form.page != .impression {
            router.get(RouterPath(form.path)) { request, _ in await fresh(form, for: request) }
        }
        router.get("/settings") { request, _ in await settings(request) }
        router.get("/settings/doctor/sheet.html") { _, _ in try await sheet() }
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
        let screens = FormScreens(environment, for: request)
        return screens.answer(await screens.settings(notice))
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
    private func fresh(_ form: PageForm, for request: Request) async -> Response {
        let query = try? FormFields((request.uri.query ?? "").utf8, mostFields: environment.limits.formFields)
        let submission = Submission(prefilling: query, of: form)
        return await FormScreens(environment, for: request).answer(ShownForm(submission: submission))
    }
}
