import Installation
import DutyModel
import NetworkSetup
import Tablet

/// A network's standing in JSON; the keys are documented in `docs/command-line.md`. It holds no secret.
struct NetworkReport: Encodable {
    /// The link's settings.
    struct LinkReport: Encodable {
        let kind: LinkKind
        let setHere: Bool
        let addressing: String
        let address: OrNull<String>
        let prefixLength: OrNull<Int>
        let gateway: OrNull<String>
        let nameServers: [String]
        let wifi: OrNull<WiFiReport>
    }
    /// The wireless network's settings.
    struct WiFiReport: Encodable {
        let networkName: String
        let band: String
        let security: String
        let method: OrNull<String>
        let identity: OrNull<String>
    }
    /// The proxy's settings.
    struct ProxyReport: Encodable {
        let mode: String
        let host: OrNull<String>
        let port: OrNull<Int>
        let user: OrNull<String>
    }
    /// The link as the computer reports it.
    struct StateReport: Encodable {
        let device: OrNull<String>
        let connected: Bool
        let addresses: [String]
        let gateways: [String]
        let nameServers: [String]
    }
    /// Settings that wait to be confirmed.
    struct TrialReport: Encodable {
        let secondsLeft: Int64
        let reached: OrNull<Bool>
    }

    let formatVersion = 1
    let link: LinkReport
    let proxy: ProxyReport
    let state: StateReport
    let trial: OrNull<TrialReport>
    let rolledBack: OrNull<ReportedFault>
    let problem: OrNull<ReportedFault>
    let switchedOff: [String]

    init(_ standing: NetworkStanding) {
        link = LinkReport(standing.settings.link ?? LinkWish(.wired), setHere: standing.configuresLink)
        proxy = ProxyReport(standing.settings.proxy ?? ProxyWish(mode: "none"))
        state = StateReport(
            device: OrNull(standing.link.device), connected: standing.link.connected,
            addresses: standing.link.addresses, gateways: standing.link.gateways,
            nameServers: standing.link.nameServers)
        trial = OrNull(standing.trial.map { TrialReport(secondsLeft: $0.secondsLeft, reached: OrNull($0.reached)) })
        rolledBack = OrNull(standing.rolledBack)
        problem = OrNull(standing.linkProblem)
        switchedOff = standing.switchedOff
    }
}

extension NetworkReport.LinkReport {
    init(_ link: LinkWish, setHere: Bool) {
        kind = link.kind
        self.setHere = setHere
        addressing = link.addressing
        let manual = link.addressing == "manual"
        address = OrNull(manual ? link.address : nil)
        prefixLength = OrNull(Int(link.prefix))
        gateway = OrNull(manual ? link.gateway : nil)
        nameServers = link.nameServers.split { $0 == "," || $0 == " " }.map(String.init)
        wifi = OrNull(link.kind == .wifi ? NetworkReport.WiFiReport(link) : nil)
    }
}

extension NetworkReport.WiFiReport {
    init(_ link: LinkWish) {
        networkName = link.networkName
        band = link.band
        security = link.security
        let logsIn = link.security == WiFiSecurityKind.enterprise.rawValue
        method = OrNull(logsIn ? link.method : nil)
        identity = OrNull(logsIn ? link.identity : nil)
    }
}

extension NetworkReport.ProxyReport {
    init(_ proxy: ProxyWish) {
        mode = proxy.mode
        let manual = proxy.mode == "manual"
        host = OrNull(manual ? proxy.host : nil)
        port = OrNull(manual ? Int(proxy.port) : nil)
        user = OrNull(proxy.authenticates ? proxy.user : nil)
    }
}

extension NetworkStanding {
    /// The standing for a terminal or a program.
    func shown(asJSON json: Bool) -> String { json ? JSONText.of(NetworkReport(self)) : terminalText }

    private var terminalText: String {
        var lines = ["Link   " + linkText, "Proxy  " + proxyText]
        if let device = link.device {
            let addresses = link.addresses.joined(separator: ", ")
            lines.append("Device \(device), \(link.connected ? "connected" : "not connected")")
            if !addresses.isEmpty { lines.append("  addresses    \(addresses)") }
            if !link.gateways.isEmpty { lines.append("  gateways     \(link.gateways.joined(separator: ", "))") }
            if !link.nameServers.isEmpty { lines.append("  DNS servers  \(link.nameServers.joined(separator: ", "))") }
        }
        if !switchedOff.isEmpty { lines.append("Off with a proxy: \(switchedOff.joined(separator: "; ")).") }
        if let trial {
            lines.append("On trial for \(trial.secondsLeft) more seconds: “dutymark machine network confirm” keeps it.")
        }
        for fault in [rolledBack, linkProblem] {
            if let fault { lines.append("! \(fault.message) \(fault.remedy) [\(fault.code.rawValue)]") }
        }
        return lines.joined(separator: "\n")
    }

    private var linkText: String {
        guard configuresLink, let link = settings.link else { return "set by this computer" }
        let name = link.kind == .wired ? "wired (Ethernet)" : "Wi-Fi “\(link.networkName)” (\(link.security))"
        let addresses = link.addressing == "manual" ? "\(link.address)/\(link.prefix)" : "addresses by DHCP"
        return "\(name), \(addresses)"
    }

    private var proxyText: String {
        guard let proxy = settings.proxy, proxy.mode == "manual" else { return "none" }
        return "\(proxy.host), port \(proxy.port)" + (proxy.authenticates ? ", user \(proxy.user)" : "")
    }
}
