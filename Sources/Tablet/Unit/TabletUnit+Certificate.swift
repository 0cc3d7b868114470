import DutyModel

extension TabletUnit {
    /// Whether the machine's certificate is in its last quarter of a year, or past its end.
    var certificateEndsSoon: Bool {
        guard let credential else { return false }
        return credential.expiresAt <= clock.now().advanced(byDays: settings.certificateRenewalDays)
    }

    /// Has a new key of the machine certified, and shows the new certificate from then on.
    func renewCertificate() async throws(DutyFailure) {
        guard let credential else { return }
        try await duty(.certificate, activity: "Renewing the machine's certificate.") { () throws(DutyFailure) in
            let certificate = try await self.drive(
                RenewalDialogue(of: credential.certificateHash, publicKey: try credential.nextPublicKey()))
            try credential.take(certificate)
            // Tokens are bound to the certificate with which they were asked for.
            await self.services.forgetTokens()
        }
    }
}
