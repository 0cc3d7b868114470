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
        router.get("/impressions/{counter}.pdf") { _, context in
            try await print(Self.counter(try context.parameters.require("counter")), .pdf)
        }
        router.get("/impressions/{counter}.png") { _, context in
            try await print(Self.counter(try context.parameters.require("counter")), .png)
        }
        router.get("/specimen.pdf") { _, _ in
            let bytes = try await environment.operations.specimen(format: .pdf)
            return file(bytes, .pdf, named: "dutymark-specimen")
        }
    }

    private func list() async -> Response {
        let limit = environment.limits.listedImpressions
        do throws(DutyFailure) {
            let impressions = try await environment.operations.recentImpressions(limit: limit)
            return environment.answer(ImpressionsScreen(impressions, limit: limit, failure: nil))
        } catch {
            return environment.answer(
                ImpressionsScreen([], limit: limit, failure: error), status: error.code.pageStatus)
        }
    }

    private func one(_ request: Request, _ counter: UInt32) async throws -> Response {
        let snapshot = await environment.operations.snapshot()
        guard (1...max(1, snapshot.itemCount)).contains(counter), snapshot.itemCount > 0 else { throw Self.unknown }
        let recent = try await environment.operations.recentImpressions(limit: environment.limits.listedImpressions)
        let summary = recent.first { $0.stamp.counter == counter }
        let screen = ImpressionScreen(
            counter: counter, summary: summary, notice: Self.notice(request.uri.query, summary))
        return environment.answer(screen)
    }

    /// What is said above the print when the person comes here from a form.
    private static func notice(_ query: String?, _ summary: ImpressionSummary?) -> Notice? {
        switch query {
        case "new=1": .good("Franked. Print it now.")
        case "again=1":
            .plain(
                "This form was franked already: \(summary?.stamp.value.rupeeText ?? "this impression"). "
                    + "Nothing more was debited.", "For another document, start a new form.")
        default: nil
        }
    }

    private func print(_ counter: UInt32, _ format: PrintFormat) async throws -> Response {
        let bytes = try await environment.operations.impression(counter: counter, format: format)
        return file(bytes, format, named: "dutymark-impression-\(counter)")
    }

    private func file(_ bytes: [UInt8], _ format: PrintFormat, named name: String) -> Response {
        let headers: HTTPFields = [
            .contentType: format == .pdf ? "application/pdf" : "image/png",
            .contentDisposition: "inline; filename=\"\(name).\(format.rawValue)\"",
            .contentSecurityPolicy: AnswerHeaders.filePolicy,
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func counter(_ text: String) throws(DutyFailure) -> UInt32 {
        guard let counter = UInt32(text), counter > 0, String(counter) == text else { throw unknown }
        return counter
    }

    private static var unknown: DutyFailure {
        DutyFailure(.pathUnknown, "There is no such impression.", remedy: "Choose one of the recent impressions.")
    }
}
