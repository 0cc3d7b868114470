import DutyModel
import Exchanges

/// Asks the base how its device stands, for somebody who looks on: a person who opens a page waits for seconds at most.
///
/// A question that takes longer goes on, since other commands are on the same connection and may be on their way. Until
/// it has ended no other one is asked for this purpose, so that those who look on don't fill the connection.
actor StatusLook {
    private typealias Answer = Result<DeviceStatus, DutyFailure>

    private let base: any BaseConnection
    private let patience: Duration
    /// The question that somebody gave up waiting for, until it has ended.
    private var late: Task<Answer, Never>?

    /// Looks at this base with so much patience.
    init(at base: any BaseConnection, patience: Duration) {
        self.base = base
        self.patience = patience
    }

    /// How the device stands; throws `link_down` where the base does not say so in time, since nothing was asked of it but
    /// this.
    func status() async throws(DutyFailure) -> DeviceStatus {
        let question = late ?? Task { [base] in await Self.ask(base) }
        if let answer = await answer(to: question) { return try answer.get() }
        if late == nil {
            late = question
            Task {
                _ = await question.value
                late = nil
            }
        }
        throw DutyFailure(.linkDown, "The base does not answer.")
    }

    private static func ask(_ base: any BaseConnection) async -> Answer {
        do throws(DutyFailure) {
            return .success(try await base.status())
        } catch {
            return .failure(error.beforeItWasAsked)
        }
    }

    /// The answer; nil where it does not come in time.
    private func answer(to question: Task<Answer, Never>) async -> Answer? {
        // A stream, since waiting for a task can't be given up.
        let (answers, continuation) = AsyncStream.makeStream(of: Answer.self)
        Task {
            continuation.yield(await question.value)
            continuation.finish()
        }
        // Of a base that is known to be late, nobody expects more than that it may be back.
        let patience = late == nil ? patience : patience / 10
        return await withTaskGroup(of: Answer?.self) { group in
            group.addTask { await answers.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
