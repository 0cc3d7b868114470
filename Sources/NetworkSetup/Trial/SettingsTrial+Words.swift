import DutyModel

extension SettingsTrial.State {
    package var isRolledBack: Bool {
        if case .rolledBack = self { true } else { false }
    }
}

extension SettingsTrial.Reason {
    /// The reason in words; `now` says what is in force.
    package func failure(_ now: String) -> DutyFailure {
        switch self {
        case .notConfirmed:
            DutyFailure(.networkRolledBack, "Nobody confirmed the new network settings in time. \(now)")
        case .restarted:
            DutyFailure(
                .networkRolledBack,
                "The machine started again before the new network settings were confirmed. \(now)")
        case .notApplied(let code, let message): DutyFailure(code, "\(message) \(now)")
        }
    }
}
