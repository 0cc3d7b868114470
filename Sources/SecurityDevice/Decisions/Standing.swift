import DutyModel
import Exchanges
import Signing

/// What a standing that is handed to the device means for it.
enum StandingVerdict {
    /// The device has this one, or a newer one.
    case known
    /// It takes the place of the one before.
    case takes(DeviceEvent)
    /// It would lift a lock: it counts once an answer to the device's own question names it.
    case unlocksWhenNamed
}

extension DeviceState {
    /// Why the back end's word, or what it proved, keeps the device from franking; nil where nothing does.
    var standingLock: DutyFailure? {
        if let shownBehind {
            return DutyFailure(
                .journalRolledBack,
                "The back end holds impression \(shownBehind) of this device, which its journal does not know: the "
                    + "journal was put back, or a copy of the device is in use.")
        }
        guard let standing, standing.state.locksFranking else { return nil }
        let since = "since \(standing.time.indianTimeText)"
        switch standing.state {
        case .active: return nil
        case .blocked:
            return DutyFailure(
                .machineBlocked, "The operator of the back end has blocked the security device \(since).")
        case .suspected:
            return DutyFailure(
                .psdCloneSuspected,
                "The back end has suspected \(since) that a copy of this security device is in use, so it franks nothing "
                    + "until an operator has looked.")
        case .retired:
            return DutyFailure(.psdRetired, "The security device has been out of use for the back end \(since).")
        }
    }

    /// Judges a standing that came with an answer.
    ///
    /// Throws `signature_bad`, `grant_not_mine` for another device's, `standing_conflict` where the number is known
    /// with other content, `value_malformed` for a time outside the years 1970 to 9999.
    func decideTakeStanding(
        _ offered: DeviceStanding, verifier: any FormVerifier
    ) throws(DutyFailure) -> StandingVerdict {
        try require(.takeStanding)
        let fundsKey = try fundsKey()
        try verifier.require(offered, by: fundsKey, on: "standing")
        guard offered.psdKey == psdKey else {
            throw DutyFailure(.grantNotMine, "The standing belongs to another device.")
        }
        try Self.requireCalendar(offered.time)
        if let held = standing {
            guard offered.number > held.number else {
                guard offered.number < held.number || offered == held else { throw Self.standingConflict(held.number) }
                return .known
            }
            // An old “active” that somebody kept must not open a device; a lock needs no question to count.
            if held.state.locksFranking, !offered.state.locksFranking { return .unlocksWhenNamed }
        }
        return .takes(.standingTaken(offered))
    }

    /// Asks for the standing that a signed answer names; returns the offered one where the answer's naming it lifts a
    /// lock, and nil where the device has it or a newer one.
    ///
    /// Throws `standing_missing` where it has neither, and `standing_conflict`.
    func requireStanding(_ named: NamedStanding?, offered: DeviceStanding?) throws(DutyFailure) -> DeviceStanding? {
        // Books that were put back may know of none; what the device was told stays.
        guard let named else { return nil }
        if let held = standing, named.number <= held.number {
            guard named.number < held.number || named == held.named else { throw Self.standingConflict(held.number) }
            return nil
        }
        guard let offered, offered.named == named else {
            throw DutyFailure(
                .standingMissing, "The answer names standing \(named.number) of the device, which did not come with it."
            )
        }
        return offered
    }

    private static func standingConflict(_ number: StandingNumber) -> DutyFailure {
        DutyFailure(.standingConflict, "Standing \(number) of the device is known with other content.")
    }
}

extension DeviceEvent {
    /// This event together with the standing that it lifts a lock by, where it does.
    func unlocking(by standing: DeviceStanding?) -> DeviceEvent {
        standing.map { .unlocked($0, by: self) } ?? self
    }
}
