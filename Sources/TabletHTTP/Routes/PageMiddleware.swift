import DutyModel
import Hummingbird

/// Stands before every route: the guard on the way in, a sentence for every failure and the headers on the
/// way out.
struct PageMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext
    let environment: PageEnvironment

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            try environment.guardian.check(request.head)
            response = try await next(request, context)
        } catch let failure as DutyFailure {
            response = environment.answer(ProblemScreen(failure), status: .init(failure))
        } catch let error as any HTTPResponseError {
            let failure = Self.failure(error.status)
            response = environment.answer(ProblemScreen(failure), status: error.status)
        } catch {
            context.logger.error("The page failed.", metadata: ["error": "\(ErrorWords.of(error))"])
            let failure = DutyFailure(.internalError, "The page could not do this.")
            response = environment.answer(ProblemScreen(failure), status: .init(failure))
        }
        AnswerHeaders.apply(to: &response.headers)
        return response
    }

    private static func failure(_ status: HTTPResponse.Status) -> DutyFailure {
        switch status {
        case .notFound, .methodNotAllowed: DutyFailure(.pathUnknown, "There is nothing at this address.")
        case .contentTooLarge: DutyFailure(.requestTooLarge, "The form is too large. Nothing was done.")
        default: DutyFailure(.valueMalformed, "The request has the wrong form. Nothing was done.")
        }
    }
}
