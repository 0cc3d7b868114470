import BaseProtocol
import DutyModel

extension TabletUnit {
    /// Asks for the licence of the device in the base, which has none: a new one, or one in its next life.
    func configure() async throws(DutyFailure) {
        try await duty(.configuration, activity: "Asking for the licence of the security device.") {
            () throws(DutyFailure) in
            _ = try await self.drive(ConfigurationDialogue())
            await self.setLevel(nil)
        }
    }

    public func withdraw() async throws(DutyFailure) -> WithdrawalOutcome {
        try await duty(.withdrawal, activity: "Withdrawing the machine.") { () throws(DutyFailure) in
            try await self.catchUpWithBase()
            return try await self.drive(WithdrawalDialogue(recordsPerBatch: self.settings.recordsPerBatch))
        }
    }

    public func beginNextLife() async throws(DutyFailure) {
        try await duty(.configuration, activity: "Beginning the next life of the security device.") {
            () throws(DutyFailure) in try await self.base.perform(.beginNextLife)
        }
        wake()
    }

    public func declareSpoiled(counter: UInt32) async throws(DutyFailure) {
        // It is durable in the base; bringing it to the back end is done by itself, at once or later. What the base
        // refuses is for the asker alone, so no problem is noted.
        try await base.ask(.spoil(counter: counter)) { if case .spoiled = $0 { () } else { nil } }
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
        try adoptKey(key)
        enrolledKey = key
        setLevel(nil)
    }
}
