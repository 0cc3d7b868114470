import DutyModel
import Exchanges
import NIOCore
import Synchronization

/// Who downloads the key list now; a download may take long, and must leave the listener free for messages.
final class KeyListDownloads: Sendable {
    private let limits: KeyListDownloadLimits
    private let underWay: Mutex<UnderWay<MachineSerial>>

    init(_ limits: KeyListDownloadLimits) {
        self.limits = limits
        underWay = Mutex(UnderWay(perAsker: limits.perMachineAtOnce, ofAll: limits.atOnce))
    }

    /// Takes a turn for a machine on its connection, which ends when its time is up. Throws `too_many_requests`.
    func turn(of machine: MachineSerial, on channel: any Channel) throws(DutyFailure) -> Turn {
        guard underWay.withLock({ $0.enter(machine) }) else {
            throw DutyFailure(.tooManyRequests, "The key list is being downloaded by too many machines now.")
        }
        let end = channel.eventLoop.scheduleTask(in: .seconds(limits.seconds)) { [weak channel] in
            channel?.close(promise: nil)
            return
        }
        return Turn {
            end.cancel()
            self.underWay.withLock { $0.leave(machine) }
        }
    }
}

/// What downloads of the key list may take of the back end.
package struct KeyListDownloadLimits: Hashable, Sendable {
    /// Downloads of all machines at the same time; a machine that is refused tries again within minutes.
    package var atOnce: Int = 64
    /// Downloads of one machine at the same time; it makes one after the other, and one may be left of a connection that
    /// broke.
    package var perMachineAtOnce: Int = 2
    /// Seconds after which the connection of a download is closed; a machine gives up then.
    package var seconds: Int64 = KeyListPlace.longestSeconds

    package init() {}
}
