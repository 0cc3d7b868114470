import DutyModel

extension TabletUnit {
    /// Whether the machine's certificate is in its last quarter of a year, or past its end, by the device's own time,
    /// which a service has set right; or the back end says that it is good no more.
    func certificateIsDue(at time: Timestamp, after refusal: DutyFailure?) -> Bool {
        guard let credential = keeper.credential else { return false }
        if refusal?.code == .certificateExpired || refusal?.code == .certificateRevoked { return true }
        return credential.expiresAt <= time.advanced(byDays: settings.certificateRenewalDays)
    }

    /// Has a new key of the machine certified, and shows the new certificate from then on.
    func renewCertificate() async throws(DutyFailure) {
        guard let credential = keeper.credential else { return }
        try await duty(.certificate, activity: "Renewing the machine's certificate.") { () throws(DutyFailure) in
            let certificate = try await self.drive(
                RenewalDialogue(of: credential.certificateHash, publicKey: try credential.nextPublicKey()))
            // Tokens are bound to the certificate with which they were asked for, and a failure may come after the
            // exchange.
            do throws(DutyFailure) {
                try credential.take(certificate)
            } catch {
                await self.services.forgetTokens()
                throw error
            }
            await self.services.forgetTokens()
        }
    }
}
