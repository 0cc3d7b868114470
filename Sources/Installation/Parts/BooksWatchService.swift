import BackEnd
import DutyModel
import Logging
import ServiceLifecycle

/// Checks the books again and again while the back end runs.
struct BooksWatchService: Service {
    let watch: BooksWatch
    let logger: Logger

    /// Minutes of rest between two rounds; a round of a small back end takes seconds, so it is checked every hour.
    private static let restMinutes = 55

    func run() async throws {
        await withGracefulShutdownHandler {
            try? await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    await checkOnce()
                    try await Task.sleep(for: .seconds(60 * Self.restMinutes))
                }
            }
        } onGracefulShutdown: {
            watch.stop()
        }
    }

    private func checkOnce() async {
        do {
            guard let report = try await watch.round() else { return }
            for finding in report.findings {
                logger.critical("\(finding.line)", metadata: ["code": "\(CheckFinding.code.rawValue)"])
            }
            logger.info("The books were checked: \(report.findingCount) findings in \(report.operations) bookings.")
        } catch {
            logger.error("The books could not be checked: \(ErrorWords.of(error)).")
        }
    }
}
