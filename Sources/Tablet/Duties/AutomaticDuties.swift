import DutyModel
import Logging
import ServiceLifecycle

/// Looks now and then at what is due, and does it; ends with the machine.
public struct AutomaticDuties: Service {
    private let tablet: TabletUnit
    private let settings: TabletSettings
    private let random: any RandomSource
    private let logger: Logger

    /// Duties of this tablet.
    public init(
        tablet: TabletUnit, settings: TabletSettings = TabletSettings(), random: any RandomSource, logger: Logger
    ) {
        self.tablet = tablet
        self.settings = settings
        self.random = random
        self.logger = logger
    }

    /// Runs until the machine stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var pace = RetryPace(settings)
            while !Task.isCancelled {
                let failed = await lookOnce()
                let wait = pace.wait(afterFailure: failed, random: random.next())
                do { try await Task.sleep(for: .milliseconds(wait)) } catch { return }
            }
        }
    }

    /// Does what is due; true when something failed.
    func lookOnce() async -> Bool {
        let due: [AutomaticDuty]
        do throws(DutyFailure) {
            due = AutomaticDuty.due(try await tablet.base.status(), settings: settings)
        } catch {
            return true
        }
        var failed = false
        for duty in due where !Task.isCancelled {
            do throws(DutyFailure) {
                try await carryOut(duty)
            } catch {
                failed = true
                logger.info("an automatic duty failed", metadata: ["code": "\(error.code.rawValue)"])
            }
        }
        return failed
    }

    private func carryOut(_ duty: AutomaticDuty) async throws(DutyFailure) {
        switch duty {
        case .refill: _ = try await tablet.continueRefill()
        case .audit: _ = try await tablet.audit()
        case .upload: _ = try await tablet.upload()
        }
    }
}
