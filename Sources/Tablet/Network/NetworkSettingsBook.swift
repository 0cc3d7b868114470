import DutyModel
import Exchanges
import Logging
import NetworkSetup

/// The tablet's network settings: the ones in force, and new ones on trial.
///
/// A trial is on the disk before anything is changed, so a crash during it ends with the earlier settings too.
public actor NetworkSettingsBook: NetworkDesk {
    let file: NetworkSettingsFile
    private let rules: NetworkSettingsRules
    let link: any LinkConfigurator
    let pace: Pace
    let surroundings: Surroundings
    let logger: Logger
    var trial: SettingsTrial
    var confirmed: NetworkSettings
    /// Changes come one after the other, although each waits for the link.
    let queue = DutyQueue()
    /// Whether the link may stand otherwise than the settings say, because changing it failed half-way.
    var linkIsUnsure = false
    /// The settings that were to be replaced by the confirmed ones and may still be in force: putting those back
    /// failed, and is tried again.
    var unfinishedReturn: NetworkSettings?
    var watch: Task<Void, Never>?
    /// Looks for the back end beside the watch, whose deadline must not wait for an answer that never comes.
    var search: Task<Void, Never>?
    var linkSeen: (state: Result<LinkState, DutyFailure>, at: Int64)?
    let inForce: SettingsInForce
    var actBook: NetworkActBook

    /// The settings in force, for whoever opens a connection.
    public nonisolated var settingsInForce: NetworkSettings { inForce.value }

    /// Opens the book of a tablet; where the process ended during a trial, the earlier settings come back.
    ///
    /// - Parameter path: the file of mode 0600 that holds the settings; made at the first change.
    /// - Throws: `data_malformed`, `data_newer_version`, `key_exposed`; what `AtomicFile.write` throws.
    public static func open(
        path: String, rules: NetworkSettingsRules, link: any LinkConfigurator, pace: Pace = Pace(),
        surroundings: Surroundings = Surroundings(), logger: Logger
    ) async throws(DutyFailure) -> NetworkSettingsBook {
        let file = NetworkSettingsFile(path: path)
        let content = try file.read() ?? NetworkSettingsFile.Content(confirmed: .initial)
        let book = NetworkSettingsBook(file, content, rules, link, pace, surroundings, logger)
        if content.trial != nil { try await book.endInterruptedTrial() }
        return book
    }

    private init(
        _ file: NetworkSettingsFile, _ content: NetworkSettingsFile.Content, _ rules: NetworkSettingsRules,
        _ link: any LinkConfigurator, _ pace: Pace, _ surroundings: Surroundings, _ logger: Logger
    ) {
        self.file = file
        self.rules = rules
        self.link = link
        self.pace = pace
        self.surroundings = surroundings
        self.logger = logger
        confirmed = content.confirmed
        actBook = NetworkActBook(content.acts ?? NetworkActs())
        inForce = surroundings.inForce
        inForce.value = content.confirmed
        trial =
            content.trial.map {
                SettingsTrial(onTrial: $0, earlier: content.confirmed, trialSeconds: pace.trialSeconds)
            } ?? SettingsTrial(content.confirmed, trialSeconds: pace.trialSeconds)
    }

    /// As `NetworkDesk` says.
    public func standing() async -> NetworkStanding {
        var standing = NetworkStanding(settings: trial.inForce.shown, configuresLink: link.configuresLink)
        switch await linkState() {
        case .success(let state): standing.link = state
        case .failure(let failure): standing.linkProblem = ReportedFault(failure)
        }
        standing.trial = await trial()
        if case .rolledBack(let reason) = trial.state {
            standing.rolledBack = ReportedFault(reason.failure(whatIsInForce))
        }
        standing.acts = actBook.acts.place
        if trial.inForce.proxy != .none { standing.switchedOff = ProxySetting.cannotTunnel }
        return standing
    }

    /// As `NetworkDesk` says.
    public func trial() async -> NetworkTrial? {
        guard case .trial(_, let deadline) = trial.state else { return nil }
        return NetworkTrial(secondsLeft: max(0, deadline - surroundings.elapsed.seconds()), reached: trial.reached)
    }

    /// As `NetworkDesk` says.
    public func change(_ wish: NetworkWish, act: ActID?) async throws(DutyFailure) -> NetworkChange {
        guard link.configuresLink || wish.link == nil else {
            throw DutyFailure(.networkLinkFixed, "The link of this machine is set by this computer.")
        }
        return try await inTurn(act) { () async throws(DutyFailure) in try await self.changeInTurn(wish, act) }
    }

    private func changeInTurn(_ wish: NetworkWish, _ act: ActID?) async throws(DutyFailure) -> NetworkChange {
        if try actBook.isDone(act) { return .done(await standing()) }
        let settings: NetworkSettings
        switch rules.settings(for: wish, from: trial.inForce) {
        case .failure(let faults): return .refused(faults.list)
        case .success(let made): settings = made
        }
        let (before, actsBefore) = (trial, actBook.acts)
        switch trial.handle(.change(settings, at: surroundings.elapsed.seconds())) {
        case .begin:
            actBook.acts.putOnTrial(act)
            do throws(DutyFailure) {
                try file.write(NetworkSettingsFile.Content(confirmed: confirmed, trial: settings, acts: actBook.acts))
            } catch {
                // It could not be written down, so nothing is changed.
                (trial, actBook.acts) = (before, actsBefore)
                throw error
            }
            try await begin(settings, insteadOf: before.inForce)
        // During a trial somebody gave the confirmed settings again.
        case .keep:
            actBook.acts.take(act)
            await goBack(from: before.inForce)
        // These are the settings that could not be put back: the person asks for it once more.
        case .nothing where unfinishedReturn != nil: try await finishReturn()
        case .nothing, .goBack, .refuse: try note(act)
        }
        return .done(await standing())
    }

    /// Takes note, durably, of an act that asked for what is in force already.
    private func note(_ act: ActID?) throws(DutyFailure) {
        guard act != nil else { return }
        var noted = actBook.acts
        noted.take(act)
        var content = NetworkSettingsFile.Content(confirmed: confirmed, acts: noted)
        if case .trial = trial.state { content.trial = trial.inForce }
        try file.write(content)
        actBook.acts = noted
    }

    /// As `NetworkDesk` says.
    public func outcome(of act: ActID) async -> ActReport { actBook.report(on: act) }

    /// Does the work of an act in its turn, so that whoever asks about it meanwhile is told that it goes on.
    private func inTurn<Value: Sendable>(
        _ act: ActID?, _ work: @escaping @Sendable () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        if let act { try actBook.underWay.begin(act) }
        defer { if let act { actBook.underWay.end(act) } }
        return try await queue.run(work)
    }

    private func begin(_ settings: NetworkSettings, insteadOf earlier: NetworkSettings) async throws(DutyFailure) {
        do throws(DutyFailure) {
            try await putIntoForce(settings, insteadOf: earlier)
        } catch {
            _ = trial.handle(.applyFailed(error.code, error.message))
            await goBack(from: settings)
            throw DutyFailure(error.code, "\(error.message) \(whatIsInForce)", remedy: error.remedy)
        }
        _ = trial.handle(.applied(at: surroundings.elapsed.seconds()))
        unfinishedReturn = nil
        keepLooking { await $0.look() }
    }

    // In its turn: what is still being applied cannot be confirmed yet.
    /// As `NetworkDesk` says.
    public func confirm(act: ActID?) async throws(DutyFailure) -> NetworkStanding {
        try await inTurn(act) { () async throws(DutyFailure) in try await self.confirmInTurn(act) }
    }

    private func confirmInTurn(_ act: ActID?) async throws(DutyFailure) -> NetworkStanding {
        if try actBook.isDone(act) { return await standing() }
        let (before, actsBefore) = (trial, actBook.acts)
        guard trial.handle(.confirm) == .keep else {
            throw DutyFailure(
                .networkTrialNone,
                trial.state.isRolledBack
                    ? "The time to confirm is over; the earlier settings are in force again."
                    : "No settings wait to be confirmed.")
        }
        actBook.acts.endTrial(kept: true)
        actBook.acts.take(act)
        do throws(DutyFailure) {
            try settle()
        } catch {
            (trial, actBook.acts) = (before, actsBefore)
            throw error
        }
        return await standing()
    }

    /// The settings in force are the confirmed ones; durable when this returns.
    private func settle() throws(DutyFailure) {
        try file.write(NetworkSettingsFile.Content(confirmed: trial.inForce, acts: actBook.acts))
        confirmed = trial.inForce
        endWatch()
    }

    private func linkState() async -> Result<LinkState, DutyFailure> {
        let now = surroundings.elapsed.seconds()
        if let linkSeen, now - linkSeen.at < pace.linkSeconds { return linkSeen.state }
        let state: Result<LinkState, DutyFailure>
        do throws(DutyFailure) {
            state = .success(try await link.state())
        } catch {
            state = .failure(error)
        }
        linkSeen = (state, now)
        return state
    }
}
