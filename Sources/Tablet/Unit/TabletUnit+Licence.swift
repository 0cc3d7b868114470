import DutyModel

extension TabletUnit {
    /// Asks the back end; one that doesn't know the device is shown its licence, and asked once more.
    ///
    /// Throws what the second try throws, or why the licence isn't taken; `psd_unknown` where there is none to show.
    func knownToBackEnd<Answer: Sendable>(
        as psdKey: PSDKeyID, _ ask: () async throws(DutyFailure) -> Answer
    ) async throws(DutyFailure) -> Answer {
        do throws(DutyFailure) {
            return try await ask()
        } catch {
            guard error.code == .psdUnknown, psdKey == enrolledKey, try await showLicence(after: error) else {
                throw error
            }
        }
        return try await ask()
    }

    private func showLicence(after failure: DutyFailure) async throws(DutyFailure) -> Bool {
        do throws(DutyFailure) {
            return try await drive(LicenceDialogue(recordsPerPage: settings.recordsPerBatch))
        } catch {
            // A back end of an earlier version doesn't know the message, and a device at its end makes no statement.
            guard ![.messageUnexpected, .xmlElementUnexpected, .psdStateRefuses].contains(error.code) else {
                throw failure
            }
            throw error
        }
    }

    /// Asks the distributor how things stand for this device, where it was not asked for long, hands on what it says, and
    /// tells it that the machine is still here.
    func listen(for psdKey: PSDKeyID, isLocked: Bool) async throws(DutyFailure) {
        let wasAsked = try await knownToBackEnd(as: psdKey) { () async throws(DutyFailure) in
            try await self.services.listen(for: psdKey, isLocked: isLocked)
        }
        await handOnStanding(of: psdKey)
        if wasAsked { await sayStillHere() }
    }
}
