import BackEnd
import DutyModel
import Logging
import PublishedKeys
import ServiceLifecycle

/// Publishes the key list after every change of what it says, signs it anew in good time, and tries again after a failure.
struct KeyListPublisher: Service {
    let publication: KeyListPublication
    let changes: PublishedChanges
    let logger: Logger
    var limits = KeyListPublicationLimits()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            var timer: Task<Void, Never>?
            for await _ in changes.stream() {
                timer?.cancel()
                failures = await publish() ? 0 : failures + 1
                timer = wake(afterSeconds: limits.wait(afterFailures: failures))
            }
            timer?.cancel()
        }
    }

    /// Publishes what is due now; whether that worked.
    @discardableResult
    func publish() async -> Bool {
        do throws(DutyFailure) {
            try await publication.publish()
            return true
        } catch {
            logger.critical("\(error.message) \(error.remedy)", metadata: ["code": "\(error.code.rawValue)"])
            return false
        }
    }

    private func wake(afterSeconds seconds: Int64) -> Task<Void, Never> {
        Task {
            if (try? await Task.sleep(for: .seconds(seconds))) != nil { changes.announce() }
        }
    }
}

extension KeyListPublication {
    /// Publication of a back end's list by what was settled when its installation was made.
    package init(
        _ backEnd: BackEndInstallation, of installation: InstallationIdentity, into folder: PublishedFolder,
        limits: KeyListPublicationLimits = KeyListPublicationLimits()
    ) {
        self.init(
            backEnd, into: folder, demonstration: installation.demonstration, verifyPrefix: installation.verifyPrefix,
            limits: limits)
    }
}
