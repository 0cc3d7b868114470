import DutyModel
import Hummingbird
import Tablet

/// The clerk's page for the machine, rendered on this computer and served only to it.
///
/// Everything it does goes through `MachineOperations`. It refuses a foreign `Host` and `Origin`, seals every
/// form against other sites, and does each form once, however often it is sent.
public struct TabletPage: Sendable {
    let environment: PageEnvironment

    /// A page for a machine.
    ///
    /// - Parameters:
    ///   - operations: The machine.
    ///   - authorities: Every host and port under which the page is reached, such as `localhost:8700`; a
    ///     request for any other is refused.
    ///   - limits: How much it takes and how long it waits.
    ///   - clock: The time, for “in 3 days”.
    ///   - random: Random bytes fit for secrets.
    /// - Throws: `program_file_bad` where a template or file of the page is missing.
    public init(
        operations: any MachineOperations, authorities: [String], limits: PageLimits = PageLimits(),
        clock: @escaping @Sendable () -> Timestamp, random: @escaping RandomBytes
    ) throws(DutyFailure) {
        environment = PageEnvironment(
            operations: operations, renderer: try PageRenderer(), files: try StaticFiles(),
            guardian: SameSiteGuard(authorities: Set(authorities.map { $0.lowercased() })),
            seal: FormSeal(random: random), desk: FormDesk(remembered: limits.rememberedForms),
            seats: EventSeats(most: limits.eventStreams), limits: limits, clock: clock, random: random)
    }

    /// The routes of the page, behind its guard; `additionalRoutes` come behind the same guard.
    public func router(
        additionalRoutes: (Router<BasicRequestContext>) -> Void = { _ in }
    ) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: PageMiddleware(environment: environment))
        MachineRoutes(environment: environment).add(to: router)
        FormRoutes(environment: environment).add(to: router)
        ImpressionRoutes(environment: environment).add(to: router)
        EventRoutes(environment: environment).add(to: router)
        additionalRoutes(router)
        return router
    }
}
