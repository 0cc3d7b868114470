import BaseProtocol
import DutyModel
import Synchronization

/// The line to the base, which takes note of the last signed time that the device tells.
///
/// That time was signed by a service for a question of this device, so unlike the computer's clock it cannot be set;
/// certificates are judged by it where the clock refuses them.
public final class TimeNotingLine: BaseConnection {
    private let line: any BaseConnection
    private let noted = Mutex<Timestamp?>(nil)

    /// This line, with note taken.
    public init(_ line: any BaseConnection) { self.line = line }

    /// The last signed time that the device told; nil before its first answer.
    public var signedTime: Timestamp? { noted.withLock { $0 } }

    /// Passes the command on. Before the first one the device is asked for its time: every request to a service begins
    /// with the base, and its certificate is judged right after.
    public func ask(_ command: BaseCommand) async throws(DutyFailure) -> BaseAnswer {
        if signedTime == nil, case .status(let status)? = try? await line.ask(.status) { note(status.signedTime) }
        let answer = try await line.ask(command)
        if case .status(let status) = answer { note(status.signedTime) }
        return answer
    }

    private func note(_ time: Timestamp?) {
        guard let time else { return }
        noted.withLock { $0 = max($0 ?? time, time) }
    }
}
