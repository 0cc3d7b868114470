import DutyModel
import Exchanges
import SecurityDevice

extension CrashTrial {
    /// Whether the service has said something of the device that it has not taken yet, or a lock is due to be lifted.
    mutating func standingIsDue(_ status: DeviceStatus) -> Bool {
        guard [.authorised, .valid].contains(status.phase) else { return false }
        if let newest = funds.standing, newest != status.standing { return true }
        return status.standing?.state.locksFranking == true ? random.oneIn(2) : random.oneIn(64)
    }

    /// The service locks the device, or unlocks it with the verdict on an audit.
    mutating func stand() throws(Violation) {
        let status = device.status(at: reading)
        guard let key = status.psdKey else { return }
        if funds.standing == nil || funds.standing == status.standing {
            let isLocked = status.standing?.state.locksFranking == true
            let state: DeviceStanding.State = isLocked ? .active : random.oneIn(2) ? .blocked : .suspected
            guard (try? funds.stand(state, isLocked ? nil : .machineBlocked, key: key)) != nil else {
                throw violation("the model service could not sign a standing")
            }
        }
        guard let standing = funds.standing else { return }
        if standing.state.locksFranking {
            _ = try act { device, _ throws(DutyFailure) in try device.takeStanding(standing) }
            if device.status(at: reading).standing == standing, device.status(at: reading).isOpen {
                throw violation("a device that was told to lock is open")
            }
        } else {
            try audit(carrying: standing)
        }
    }

    /// The next life's device never got a standing.
    mutating func forgetStanding() { funds.beginLife() }
}
