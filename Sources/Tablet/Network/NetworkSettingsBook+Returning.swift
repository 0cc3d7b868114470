import DutyModel
import NetworkSetup

/// Settings are put into force, watched while they are on trial, and go back.
extension NetworkSettingsBook {
    func endWatch() {
        watch?.cancel()
        search?.cancel()
        (watch, search) = (nil, nil)
    }

    var whatIsInForce: String {
        unfinishedReturn == nil
            ? "The earlier settings are in force again."
            : "The earlier settings could not be put back yet; the machine goes on trying."
    }

    func endInterruptedTrial() async throws(DutyFailure) {
        let tried = trial.inForce
        guard trial.handle(.restarted) == .goBack else { return }
        await goBack(from: tried)
    }

    /// Puts the earlier settings into force again and writes that down; where this fails, the trial stays on the disk,
    /// and it is tried again and again, and by the next start.
    func goBack(from tried: NetworkSettings) async {
        endWatch()
        actBook.acts.endTrial(kept: false)
        unfinishedReturn = tried
        do throws(DutyFailure) {
            try await finishReturn()
        } catch {
            keepLooking { await $0.tryReturnAgain() }
        }
    }

    func finishReturn() async throws(DutyFailure) {
        guard let tried = unfinishedReturn else { return }
        do throws(DutyFailure) {
            try await putIntoForce(trial.inForce, insteadOf: tried)
            try file.write(NetworkSettingsFile.Content(confirmed: confirmed, acts: actBook.acts))
            unfinishedReturn = nil
        } catch {
            logger.error("\(error.message)", metadata: ["code": "\(error.code.rawValue)"])
            throw error
        }
    }

    /// Whether it must be tried once more.
    private func tryReturnAgain() async -> Bool {
        try? await queue.run { () async throws(DutyFailure) in try await self.finishReturn() }
        return unfinishedReturn != nil
    }

    /// The link is touched only where it changes: a proxy alone costs nobody the connection.
    func putIntoForce(_ settings: NetworkSettings, insteadOf earlier: NetworkSettings) async throws(DutyFailure) {
        inForce.value = settings
        linkSeen = nil
        if settings.link != earlier.link || linkIsUnsure {
            linkIsUnsure = true
            try await link.apply(settings.link)
            linkIsUnsure = false
        }
        linkSeen = nil
        await surroundings.changed()
    }

    /// Looks again and again, until a look says that it was the last, or a person has given other settings.
    func keepLooking(_ look: @escaping @Sendable (NetworkSettingsBook) async -> Bool) {
        endWatch()
        watch = Task { [weak self, pause = surroundings.pause, milliseconds = pace.lookMilliseconds] in
            while !Task.isCancelled {
                await pause(milliseconds)
                guard !Task.isCancelled, let self, await look(self) else { return }
            }
        }
    }

    /// Puts the earlier settings back where the time to confirm is over.
    private func endWhenOver() async -> Bool {
        let tried = trial.inForce
        guard trial.handle(.time(surroundings.elapsed.seconds())) == .goBack else { return false }
        await goBack(from: tried)
        return true
    }

    /// One look; false once nothing is on trial any more.
    func look() async -> Bool {
        // In its turn, so that it does not meet a change half-way.
        if let isOver = try? await queue.run({ () async throws(DutyFailure) in await self.endWhenOver() }), isOver {
            return false
        }
        guard case .trial = trial.state else { return false }
        if trial.reached != true, search == nil, let reach = surroundings.reach {
            let tried = trial.inForce
            search = Task { [weak self] in
                let found = await reach()
                if !Task.isCancelled { await self?.note(found, with: tried) }
            }
        }
        return true
    }

    private func note(_ found: Bool, with tried: NetworkSettings) {
        search = nil
        // Meanwhile a person may have changed them once more.
        if trial.inForce == tried { _ = trial.handle(found ? .connectivityFound : .connectivityLost) }
    }
}
