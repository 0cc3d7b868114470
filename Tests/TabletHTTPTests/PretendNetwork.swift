import ConnectivityGuide
import DutyModel
import Exchanges
import NetworkSetup

@testable import Tablet

/// A test double of the network: it checks as the machine does, keeps what it was given, and configures nothing.
actor PretendNetwork: NetworkDesk {
    private let rules: NetworkSettingsRules
    private let configuresLink: Bool
    private(set) var settings: NetworkSettings
    private(set) var changes = 0
    private(set) var acts: [ActID?] = []
    private var running: NetworkTrial?
    private var failure: DutyFailure?
    private var rolledBack: DutyFailure?

    init(_ settings: NetworkSettings = .initial, configuresLink: Bool = true) throws {
        rules = NetworkSettingsRules(guide: try .builtIn("b700-v2"))
        self.settings = settings
        self.configuresLink = configuresLink
    }

    func set(failure: DutyFailure?) { self.failure = failure }
    func set(rolledBack: DutyFailure?) { self.rolledBack = rolledBack }
    func set(trial: NetworkTrial?) { running = trial }

    func standing() async -> NetworkStanding {
        NetworkStanding(
            settings: settings.shown, configuresLink: configuresLink,
            link: LinkState(
                device: "eth0", kind: .wired, addresses: ["192.0.2.10/24"], gateways: ["192.0.2.1"],
                nameServers: ["192.0.2.53"], connected: true),
            trial: running, rolledBack: rolledBack.map { ReportedFault($0) },
            switchedOff: settings.proxy == .none ? [] : ProxySetting.cannotTunnel,
            acts: .onTablet(mark: 0))
    }

    func trial() async -> NetworkTrial? { running }

    func change(_ wish: NetworkWish, act: ActID?) async throws(DutyFailure) -> NetworkChange {
        if let failure { throw failure }
        acts.append(act)
        switch rules.settings(for: wish, from: settings) {
        case .failure(let faults): return .refused(faults.list)
        case .success(let made):
            if made != settings { running = NetworkTrial(secondsLeft: 60, reached: nil) }
            settings = made
            changes += 1
            return .done(await standing())
        }
    }

    func outcome(of act: ActID) async -> ActReport { ActReport(act, .notDone) }

    func confirm(act: ActID?) async throws(DutyFailure) -> NetworkStanding {
        guard running != nil else { throw DutyFailure(.networkTrialNone, "No settings wait to be confirmed.") }
        running = nil
        return await standing()
    }
}
