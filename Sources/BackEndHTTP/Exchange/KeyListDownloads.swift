import DutyModel
import Exchanges
import NIOCore
import Synchronization

/// Who downloads the key list now; a download may take long, and must leave the listener free for messages.
final class KeyListDownloads: Sendable {
    private let limits: KeyListDownloadLimits
    private let underWay = Mutex<[MachineSerial: Int]>([:])

    init(_ limits: KeyListDownloadLimits) { self.limits = limits }

    /// One download; its place is given back with the last reference to it. The connection ends when its time is up.
    final class Turn: Sendable {
        private let machine: MachineSerial
        private let downloads: KeyListDownloads
        private let end: Scheduled<Void>

        fileprivate init(_ machine: MachineSerial, of downloads: KeyListDownloads, end: Scheduled<Void>) {
            self.machine = machine
            self.downloads = downloads
            self.end = end
        }

        deinit {
            end.cancel()
            downloads.leave(machine)
        }
    }

    /// Takes a turn for a machine on its connection. Throws `too_many_requests`.
    func turn(of machine: MachineSerial, on channel: any Channel) throws(DutyFailure) -> Turn {
        let isFree = underWay.withLock { underWay in
            let all = underWay.values.reduce(0, +)
            guard all < limits.atOnce, underWay[machine, default: 0] < limits.perMachineAtOnce else { return false }
            underWay[machine, default: 0] += 1
            return true
        }
        guard isFree else {
            throw DutyFailure(.tooManyRequests, "The key list is being downloaded by too many machines now.")
        }
        let end = channel.eventLoop.scheduleTask(in: .seconds(limits.seconds)) { [weak channel] in
            channel?.close(promise: nil)
            return
        }
        return Turn(machine, of: self, end: end)
    }

    private func leave(_ machine: MachineSerial) {
        underWay.withLock { underWay in
            let left = underWay[machine, default: 1] - 1
            underWay[machine] = left > 0 ? left : nil
        }
    }
}

/// What downloads of the key list may take of the back end.
public struct KeyListDownloadLimits: Hashable, Sendable {
    /// Downloads of all machines at the same time; a machine that is refused tries again within minutes.
    public var atOnce: Int = 64
    /// Downloads of one machine at the same time; it makes one after the other, and one may be left of a connection that
    /// broke.
    public var perMachineAtOnce: Int = 2
    /// Seconds after which the connection of a download is closed; a machine gives up then.
    public var seconds: Int64 = KeyListPlace.longestSeconds

    /// The defaults.
    public init() {}
}
