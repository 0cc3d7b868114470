import DutyModel
import Exchanges
import NetworkSetup

/// Where a person sees and changes how the machine reaches the network; page and command line speak to it.
public protocol NetworkDesk: Sendable {
    /// How settings and link stand. It holds no secret.
    func standing() async -> NetworkStanding
    /// The trial that runs; nil where none does. Nobody is asked for it, so it takes no time.
    func trial() async -> NetworkTrial?
    /// Checks what was typed and begins its trial; nothing is changed where something is wrong with it, nor where the same
    /// act asked for it before.
    ///
    /// - Throws: `network_link_fixed`, `network_device_missing`, `network_apply_failed`, `network_manager_missing`;
    ///   the earlier settings are in force again then. What `AtomicFile.write` throws.
    func change(_ wish: NetworkWish, act: ActID?) async throws(DutyFailure) -> NetworkChange
    /// Ends the trial: the settings in force stay, durably, when this returns.
    ///
    /// - Throws: `network_trial_none`; what `AtomicFile.write` throws.
    func confirm(act: ActID?) async throws(DutyFailure) -> NetworkStanding
    /// What became of an act on the settings. One that hasn't come by now is refused from now on, so that “not done”
    /// stays true.
    func outcome(of act: ActID) async -> ActReport
}

/// What came of a wish.
public enum NetworkChange: Hashable, Sendable, Codable {
    /// These things are wrong with it.
    case refused([NetworkFault])
    /// It is in force, and on trial unless nothing changed.
    case done(NetworkStanding)
}

/// How settings and link stand at one moment.
public struct NetworkStanding: Hashable, Sendable, Codable {
    /// The settings in force, without a secret.
    public var settings: NetworkWish
    /// Whether the link is set here; otherwise it is set by this computer, and only the proxy is.
    public var configuresLink: Bool
    /// The link as the computer reports it.
    public var link = LinkState()
    /// Why the link could not be read.
    public var linkProblem: ReportedFault?
    /// The trial that runs.
    public var trial: NetworkTrial?
    /// Why earlier settings came back at the end of the last trial; nil where it was confirmed, or there was none.
    public var rolledBack: ReportedFault?
    /// What is switched off because it cannot go through a proxy; empty without one.
    public var switchedOff: [String] = []
    /// Where a new act on the settings begins; nil where nothing can be set.
    public var acts: ActPlace?
}

/// New settings that wait for a person's word.
public struct NetworkTrial: Hashable, Sendable, Codable {
    /// Seconds until the earlier settings come back.
    public var secondsLeft: Int64
    /// Whether the back end was reached with the new settings; nil while that is not known.
    public var reached: Bool?
}

/// A failure as it is shown, without a time.
public struct ReportedFault: Hashable, Sendable, Codable {
    /// The stable code.
    public let code: FailureCode
    /// What happened.
    public let message: String
    /// What to do.
    public let remedy: String

    /// This failure.
    public init(_ failure: DutyFailure) {
        code = failure.code
        message = failure.message
        remedy = failure.remedy
    }

    /// The fault as a failure.
    public var failure: DutyFailure { DutyFailure(code, message, remedy: remedy) }
}

/// The network of a tablet that was given no book of settings: it connects as the computer does, and nothing is set.
public struct UnsettableNetwork: NetworkDesk {
    /// Nothing can be set.
    public init() {}

    /// As `NetworkDesk` says.
    public func standing() async -> NetworkStanding {
        NetworkStanding(settings: NetworkSettings.initial.shown, configuresLink: false)
    }

    /// As `NetworkDesk` says.
    public func trial() async -> NetworkTrial? { nil }

    /// As `NetworkDesk` says.
    public func change(_ wish: NetworkWish, act: ActID?) async throws(DutyFailure) -> NetworkChange { throw Self.fixed }

    /// As `NetworkDesk` says.
    public func confirm(act: ActID?) async throws(DutyFailure) -> NetworkStanding { throw Self.fixed }

    /// As `NetworkDesk` says.
    public func outcome(of act: ActID) async -> ActReport { ActReport(act, .notDone) }

    private static var fixed: DutyFailure {
        DutyFailure(.networkLinkFixed, "The network of this machine is set by this computer.")
    }
}
