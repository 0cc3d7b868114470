import DutyModel

extension BackEndInstallation {
    /// Throws `certificate_not_renewed` where a certificate that somebody else renews ends soon: nobody put another one into
    /// the listener's files.
    public func requireReplaced(listener: String, expiresAt: Timestamp) throws(DutyFailure) {
        guard authority.clock.now().advanced(byDays: authority.lifetimes.serverReplacementDays) >= expiresAt else {
            return
        }
        throw DutyFailure(.certificateNotRenewed, "its files still hold the one that ends then.")
    }

    /// Raises the alarm that a listener's certificate was not renewed; it is no customer's and no device's.
    public func noteCertificateNotRenewed(_ detail: String) async throws(DutyFailure) {
        let now = authority.clock.now()
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try SQLFundsBooks(transaction).raiseAlarm(.certificateNotRenewed, detail: detail, at: now)
        }
    }
}
