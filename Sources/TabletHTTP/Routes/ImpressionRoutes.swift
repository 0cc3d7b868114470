import DutyModel
import Hummingbird
import Tablet

/// The impressions and their prints.
struct ImpressionRoutes: Sendable {
    let environment: PageEnvironment

    func add(to router: Router<BasicRequestContext>) {
        router.get("/impressions") { _, _ in await list() }
        router.get("/impressions/{counter}") { request, context in
            try await one(request, Self.counter(try context.parameters.require("counter")))
        }
        router.get("/specimen.pdf") { _, _ in
            let bytes = try await environment.operations.specimen(format: .pdf)
            return environment.file(bytes, .pdf, named: "dutymark-specimen")
        }
    }

    private func list() async -> Response {
        let limit = environment.limits.listedImpressions
        do throws(DutyFailure) {
            let impressions = try await environment.operations.recentImpressions(limit: limit)
            let unsettled = try await environment.operations.unsettledPrints(from: 0, limit: limit)
            return environment.answer(
                ImpressionsScreen(impressions, unsettled: Array(unsettled.keys), limit: limit, failure: nil))
        } catch {
            return environment.answer(ImpressionsScreen([], limit: limit, failure: error), status: .init(error))
        }
    }

    private func one(_ request: Request, _ counter: UInt32) async throws -> Response {
        let screens = FormScreens(environment, for: request)
        return screens.answer(try await screens.impression(counter) { Self.notice(request.uri.query, $0) })
    }

    /// What is said above the facts when the person comes here from a form.
    private static func notice(_ query: String?, _ summary: ImpressionSummary?) -> Notice? {
        switch query {
        case "new=1": .good("Franked. Print it now.")
        case "again=1":
            .plain(
                "This form was franked already: \(summary?.stamp.value.rupeeText ?? "this impression"). "
                    + "Nothing more was debited.", "For another document, start a new form.")
        case "printed=1": .good("Noted: the print came out.")
        case "spoiled=1":
            .plain(
                "The print of \(summary?.stamp.value.rupeeText ?? "this impression") is declared spoiled.",
                "The duty stays debited here. The back end is told by itself, and a refund is settled there.")
        default: nil
        }
    }

    private static func counter(_ text: String) throws(DutyFailure) -> UInt32 {
        guard let counter = UInt32(text), counter > 0, String(counter) == text else { throw unknown }
        return counter
    }

    private static var unknown: DutyFailure { DutyFailure(.impressionUnknown, "There is no such impression.") }
}
