import DutyModel
import Foundation
import LocalSystem
import Synchronization

/// Checks the books again and again while the services run, and says what it found where an operator sees it.
///
/// A round reads at most half of the time, so one processor at most is half busy with it, and it holds a reader's
/// connection, never the writer's. What it finds becomes an alarm of the customer and a number in
/// `metrics.prom`; nothing is locked, for who sees the finding must decide what is wrong.
public final class BooksWatch: Sendable {
    private let installation: BackEndInstallation
    private let clock: any WallClock
    private let stopped = Mutex(false)
    private let lastPage = Mutex(ContinuousClock.now)

    /// Alarms of one round; a database that is wholly broken needs no thousand.
    private static let alarmsPerRound = 20
    /// The longest rest between two pages, in seconds.
    private static let longestRestSeconds = 0.1

    /// A watch over the books of this installation.
    public init(_ installation: BackEndInstallation, clock: any WallClock = SystemWallClock()) {
        self.installation = installation
        self.clock = clock
    }

    /// Makes a round that is under way end soon; later ones end at once.
    public func stop() { stopped.withLock { $0 = true } }

    /// Checks everything once; nil where it was stopped before its end.
    public func round() async throws(DutyFailure) -> CheckReport? {
        let begin = ContinuousClock.now
        lastPage.withLock { $0 = begin }
        let checker = BooksChecker(
            database: installation.database, fundsKeys: installation.fundsKeys,
            pace: { [self] () throws(DutyFailure) in try rest() })
        let report: CheckReport
        do {
            report = try await checker.check()
        } catch {
            if stopped.withLock({ $0 }) { return nil }
            throw error
        }
        try await raise(report, installation.endingKeys(at: clock.now()))
        let metrics = CheckMetrics(report: report, finishedAt: clock.now(), duration: ContinuousClock.now - begin)
        let keys = ServiceKeyMetrics(
            keys: installation.certifiedKeys, privateHalvesHere: installation.privateHalvesHere)
        try AtomicFile.write(Array((metrics.text + keys.text).utf8), to: installation.metricsPath, mode: 0o644)
        return report
    }

    /// Rests as long as the last page took; called on the database's own thread.
    private func rest() throws(DutyFailure) {
        guard !stopped.withLock({ $0 }) else { throw DutyFailure(.internalError, "The check was stopped.") }
        let worked = lastPage.withLock { ContinuousClock.now - $0 }
        Thread.sleep(forTimeInterval: min(worked / .seconds(1), Self.longestRestSeconds))
        lastPage.withLock { $0 = .now }
    }

    private func raise(_ report: CheckReport, _ ending: EndingServiceKeys?) async throws(DutyFailure) {
        let findings = report.findings.prefix(Self.alarmsPerRound)
        guard !findings.isEmpty || ending != nil else { return }
        let now = clock.now()
        try await installation.database.write { (transaction) throws(DutyFailure) -> Void in
            let books = SQLFundsBooks(transaction)
            for finding in findings {
                try books.raiseAlarm(
                    CheckFinding.code, customer: finding.customer, psdKey: finding.psdKey, detail: finding.line,
                    at: now)
            }
            for detail in ending?.details ?? [] { try books.raiseAlarm(.serviceKeyEnding, detail: detail, at: now) }
        }
    }
}
