import BaseProtocol
import DutyModel
import Exchanges

extension TabletUnit {
    /// Asks for the licence of the device in the base, which has none: a new one, or one in its next life.
    func configure() async throws(DutyFailure) {
        try await duty(.configuration, activity: "Asking for the licence of the security device.") {
            () throws(DutyFailure) in
            _ = try await self.drive(ConfigurationDialogue())
            await self.setLevel(nil)
        }
    }

    /// As `MachineOperations` says.
    public func withdraw(act: ActID?) async throws(DutyFailure) -> WithdrawalOutcome {
        try await self.act(act) { () async throws(DutyFailure) in
            try await duty(.withdrawal, activity: "Withdrawing the machine.") { () throws(DutyFailure) in
                do throws(DutyFailure) {
                    try await self.catchUpWithBase()
                } catch {
                    throw error.beforeItWasAsked
                }
                return try await self.settled(
                    act, wish: "the withdrawal was begun",
                    found: { (deed) throws(DutyFailure) in try Self.withdrawal(deed) }
                ) { () async throws(DutyFailure) in
                    try await self.drive(WithdrawalDialogue(recordsPerBatch: self.settings.recordsPerBatch, act: act))
                }
            }
        }
    }

    /// What is told of a withdrawal that failed on its way: with the funds gone, what is left goes on by itself.
    private static func withdrawal(_ deed: ActDeed) throws(DutyFailure) -> WithdrawalOutcome? {
        guard case .withdrawal(_, removed: let removed?) = deed else { return nil }
        throw DutyFailure(
            .linkBroken,
            "The machine is withdrawn and \(removed.rupeeText) went back to the account, but the last step "
                + "failed.", remedy: "The last step goes on by itself.", outcome: .done)
    }

    /// As `MachineOperations` says.
    public func beginNextLife(act: ActID?) async throws(DutyFailure) {
        try await self.act(act) { () async throws(DutyFailure) in
            try await duty(.configuration, activity: "Beginning the next life of the security device.") {
                () throws(DutyFailure) in
                try await self.settled(
                    act, wish: "the next life was begun",
                    found: { (deed) throws(DutyFailure) in if case .lifeBegun = deed { () } else { nil } }
                ) { () async throws(DutyFailure) in try await self.base.perform(.beginNextLife(act: act)) }
            }
        }
        wake()
    }

    /// As `MachineOperations` says.
    public func declareSpoiled(counter: UInt32, act: ActID?) async throws(DutyFailure) {
        // It is durable in the base; bringing it to the back end is done by itself, at once or later. What the base
        // refuses is for the asker alone, so no problem is noted.
        try await self.act(act) { () async throws(DutyFailure) in
            try await settled(
                act, wish: "the print of item \(counter) was declared spoiled",
                found: { (deed) throws(DutyFailure) in if case .spoiled = deed { () } else { nil } }
            ) { () async throws(DutyFailure) in
                try await base.ask(.spoil(counter: counter, act: act)) { if case .spoiled = $0 { () } else { nil } }
            }
        }
        note(nil, in: .spoils)
        wake()
    }

    /// Brings the declarations of spoiled prints to the back end.
    func sendSpoils() async throws(DutyFailure) {
        try await duty(.spoils, activity: "Reporting spoiled prints.") { () throws(DutyFailure) in
            _ = try await self.drive(SpoilDialogue())
        }
    }

    /// From now on, and after every restart, this tablet speaks for this device key.
    func adopt(_ key: PSDKeyID) async throws(DutyFailure) {
        try keeper.adopt(key)
        enrolledKey = key
        setLevel(nil)
    }
}
