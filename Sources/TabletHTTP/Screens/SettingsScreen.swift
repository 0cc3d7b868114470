import DutyModel
import NetworkSetup
import Tablet

/// How the machine reaches the network, and the trial of new settings.
struct SettingsScreen: Screen {
    let template = ScreenTemplate.settings
    let frame: Frame
    let notice: Notice?
    let rolledBack: Notice?
    let trial: Trial?
    let links: [Link]
    let ownersLink: Bool
    let facts: [Fact]
    let linkProblem: Notice?
    let switchedOff: [String]

    /// New settings that wait for a person's word.
    struct Trial: Sendable {
        let left: String
        let reached: String
        let seal: FormSealFields
    }

    /// A kind of link that can be set.
    struct Link: Sendable {
        let path: String
        let name: String
        let summary: String
        let inUse: Bool
    }

    /// The screen of a network that stands so.
    init(_ standing: NetworkStanding, notice: Notice?, seal: FormSealFields) {
        frame = Frame(
            "Settings", at: Place.settings, reloadSeconds: standing.trial == nil ? nil : 5,
            lookAgainSeconds: standing.trial == nil ? nil : 1)
        self.notice = notice
        rolledBack = standing.trial == nil ? standing.rolledBack.map { .failure($0.failure) } : nil
        trial = standing.trial.map { Trial($0, seal) }
        ownersLink = !standing.configuresLink
        links = LinkKind.allCases.map { Link($0, standing) }
        facts = Self.facts(standing)
        linkProblem = standing.linkProblem.map { .failure($0.failure) }
        switchedOff = standing.switchedOff
    }

    private static func facts(_ standing: NetworkStanding) -> [Fact] {
        var facts: [Fact] = []
        if let device = standing.link.device {
            facts.append(Fact(name: "Connection", value: standing.link.connected ? "✓ connected" : "! not connected"))
            facts.append(Fact(name: "Device", value: device))
        }
        facts += Fact.list([
            ("Address", standing.link.addresses), ("Default gateway", standing.link.gateways),
            ("DNS servers", standing.link.nameServers),
        ])
        facts.append(Fact(name: "Proxy", value: standing.settings.proxy?.summary ?? "None"))
        return facts
    }
}

extension SettingsScreen.Trial {
    fileprivate init(_ trial: NetworkTrial, _ seal: FormSealFields) {
        left = trial.secondsLeft == 1 ? "1 second" : "\(trial.secondsLeft) seconds"
        reached =
            switch trial.reached {
            case true: "✓ The back end was reached with them."
            case false: "! The back end was not reached with them yet."
            default: ""
            }
        self.seal = seal
    }
}

extension SettingsScreen.Link {
    fileprivate init(_ kind: LinkKind, _ standing: NetworkStanding) {
        path = "/settings/\(kind.rawValue)"
        name = kind.heading
        let link = standing.settings.link
        inUse = standing.configuresLink && link?.kind == kind
        guard standing.configuresLink else {
            summary = "Set by this computer; the proxy is set here."
            return
        }
        guard inUse, let link else {
            summary = "Not in use"
            return
        }
        let addresses = link.addressing == "manual" ? "\(link.address)/\(link.prefix)" : "addresses by DHCP"
        summary = kind == .wifi ? "\(link.networkName), \(addresses)" : addresses
    }
}

extension ProxyWish {
    fileprivate var summary: String {
        guard mode == "manual" else { return "None" }
        return "\(host), port \(port)" + (authenticates ? ", as \(user)" : "")
    }
}
