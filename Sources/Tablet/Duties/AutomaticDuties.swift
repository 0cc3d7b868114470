import DutyModel
import Exchanges
import Logging
import ServiceLifecycle

/// Looks now and then at what is due, and does it; ends with the machine.
public struct AutomaticDuties: Service {
    private let tablet: TabletUnit

    /// Duties of this tablet.
    public init(tablet: TabletUnit) { self.tablet = tablet }

    /// Runs until the machine stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var pace = RetryPace(tablet.settings)
            while !Task.isCancelled {
                // Taken before the look, so that what becomes due during it is not slept over.
                let wakings = tablet.wakings()
                let look = await lookOnce()
                let wait = pace.wait(after: look, random: tablet.surroundings.random.next())
                await Self.sleep(milliseconds: wait, unless: wakings)
            }
        }
    }

    private static func sleep(milliseconds: Int64, unless wakings: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: .milliseconds(milliseconds)) }
            group.addTask { for await _ in wakings { return } }
            await group.next()
            group.cancelAll()
        }
    }

    /// Does what is due.
    func lookOnce() async -> LookOutcome {
        var outcome = LookOutcome.fine
        let due: [AutomaticDuty]
        do throws(DutyFailure) {
            let status = try await tablet.base.status()
            await tablet.compareWithBase(status)
            let refusal = await listeningFailure(for: status)
            if let refusal { outcome = outcome.and(refusal) }
            due = AutomaticDuty.due(
                status, settings: tablet.settings,
                auditIsWanted: await tablet.services.auditIsWanted(of: status.psdKey),
                recordsLeftOver: try await !tablet.replacedDevices(besides: status.psdKey).isEmpty,
                certificateIsDue: await tablet.certificateIsDue(at: status.time, after: refusal),
                prevented: await tablet.dutiesThatNetworkPrevented)
        } catch {
            return .failed
        }
        for duty in due where !Task.isCancelled {
            do throws(DutyFailure) {
                try await carryOut(duty)
            } catch {
                // An operator's permit is waited for at the usual pace: nobody is in trouble, and whoever gives it
                // looks on.
                if error.code != .psdNotPermitted { outcome = outcome.and(error) }
                tablet.surroundings.logger.info(
                    "an automatic duty failed", metadata: ["code": "\(error.code.rawValue)"])
            }
        }
        return outcome
    }

    /// Hears now and then what the back end wishes; why that failed.
    private func listeningFailure(for status: DeviceStatus) async -> DutyFailure? {
        guard let key = status.psdKey, status.authorisation != nil else { return nil }
        do throws(DutyFailure) {
            try await tablet.listen(for: key, isLocked: status.standing?.state.locksFranking == true)
            return nil
        } catch {
            tablet.surroundings.logger.info(
                "the distributor was not reached", metadata: ["code": "\(error.code.rawValue)"])
            return error
        }
    }

    private func carryOut(_ duty: AutomaticDuty) async throws(DutyFailure) {
        switch duty {
        case .configuration:
            try await tablet.configure()
            // The first audit puts the device into service, with the funds of its earlier life or with none.
            _ = try await tablet.audit(act: nil)
        case .withdrawal: _ = try await tablet.withdraw(act: nil)
        case .spoils: try await tablet.sendSpoils()
        case .certificate: try await tablet.renewCertificate()
        case .refill: _ = try await tablet.continueRefill(act: nil)
        case .audit: _ = try await tablet.audit(act: nil)
        case .upload: _ = try await tablet.upload(act: nil)
        }
    }
}
