import DutyModel
import Exchanges
import Signing

/// What the back end knows of a device is told to it: the newest standing travels with every answer.
extension FundsDesk {
    /// Writes a device back, with a new standing where the books say something else of it than it was told.
    func write(_ device: DeviceAccount, readAtSequence sequence: UInt64) throws(DutyFailure) {
        var device = device
        try tell(&device)
        try books.update(device, readAtSequence: sequence)
    }

    /// Issues a standing where the books say something else of the device than it was told last. Called before an
    /// answer is signed, which names the newest standing.
    func tell(_ device: inout DeviceAccount) throws(DutyFailure) {
        let (state, reason) = device.standing.told
        guard let newest = device.newestStanding else {
            if state != .active { try issue(state, reason, to: &device) }
            return
        }
        // Restored books may be older than what the device was told since: a lock of theirs is told anew, under a number of
        // their term, or the device would pass it over. That they know of no lock is not told anew; an operator unlocks.
        let isPassedOver = state.locksFranking && newest.number.epoch < epoch
        if newest.state != state || newest.reason != reason || isPassedOver { try issue(state, reason, to: &device) }
    }

    /// Issues the standing of a device that was locked before there were any.
    package func tell(_ psdKey: PSDKeyID) throws(DutyFailure) {
        let device = try require(psdKey)
        try write(device, readAtSequence: device.nextSequence)
    }

    /// Says again how a device stands, under the next number: it was told with a key that was followed since.
    package func tellAnew(_ psdKey: PSDKeyID) throws(DutyFailure) {
        var device = try require(psdKey)
        let (state, reason) = device.standing.told
        try issue(state, reason, to: &device)
        try write(device, readAtSequence: device.nextSequence)
    }

    /// Signs a standing with the next number and keeps it.
    func issue(
        _ state: DeviceStanding.State, _ reason: FailureCode?, to device: inout DeviceAccount
    ) throws(DutyFailure) {
        let signed = try DeviceStanding(
            psdKey: device.psdKey, number: .next(after: device.newestStanding?.number, in: epoch), state: state,
            reason: reason, time: now
        ).signed(by: signer)
        try books.add(signed, of: device)
        device.newestStanding = signed
    }

    /// Asks for the operator's word where the device is under suspicion or the books lack a part of its story, and keeps
    /// it with the act that it allows.
    ///
    /// Throws `psd_clone_suspected` or `story_incomplete` where there is none, `value_malformed` for a word that says
    /// nothing.
    func requireWord(
        _ reason: String?, on act: String, of device: DeviceAccount, declaredUnder revocation: KeyRevocation? = nil
    ) throws(DutyFailure) {
        let isIncomplete = try books.hasOpenAlarm(.storyIncomplete, on: device)
        guard device.suspicion != nil || isIncomplete || revocation != nil else { return }
        guard let reason else {
            guard let suspicion = device.suspicion else {
                throw revocation.map { Self.revoked(device, $0) } ?? Self.incomplete(device)
            }
            throw DutyFailure(
                .psdCloneSuspected,
                "\(device.psdKey) has been under suspicion since \(suspicion.since): a copy of it may be in use.",
                remedy: "Look at what both printed with “dutymark backend suspects”; to pay all the same, give "
                    + "--although-suspected with the reason.")
        }
        try books.add(try OperatorWord(act: act, reason: reason), of: device, at: now)
    }

    private static func revoked(_ device: DeviceAccount, _ revocation: KeyRevocation) -> DutyFailure {
        DutyFailure(
            .signerRevoked,
            "\(device.psdKey) was revoked on \(revocation.since) (\(revocation.reason)): whoever has its key may have "
                + "declared this impression spoiled.",
            remedy: "Look at the paper itself; to pay all the same, give --although-suspected with the reason.")
    }

    private static func incomplete(_ device: DeviceAccount) -> DutyFailure {
        DutyFailure(
            .storyIncomplete,
            "These books lack a part of what was decided about \(device.psdKey); what is paid now may have been paid before."
        )
    }
}

extension PSDStanding {
    /// What a device that stands so with the books is told: its state and the reason.
    package var told: (state: DeviceStanding.State, reason: FailureCode?) {
        switch self {
        // A failed audit locks the device by its verdict.
        case .active, .auditFailed: (.active, nil)
        case .cloneSuspected: (.suspected, .psdCloneSuspected)
        case .blocked: (.blocked, .machineBlocked)
        case .replaced, .withdrawn, .retired: (.retired, .psdRetired)
        }
    }
}
