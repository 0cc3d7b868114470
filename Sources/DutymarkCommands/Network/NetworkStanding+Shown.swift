import DutyModel
import NetworkSetup
import Tablet

extension NetworkStanding {
    /// The standing for a program; `docs/command-line.md` documents the keys. It holds no secret.
    var json: JSONObject {
        [
            "link": (settings.link ?? LinkWish(.wired)).json(setHere: configuresLink),
            "proxy": (settings.proxy ?? ProxyWish(mode: "none")).json, "state": link.json,
            "trial": trial.map { ["secondsLeft": $0.secondsLeft, "reached": $0.reached] as JSONObject },
            "rolledBack": rolledBack, "problem": linkProblem, "switchedOff": switchedOff,
        ]
    }

    /// The standing for a terminal.
    var terminalText: String {
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

extension LinkWish {
    fileprivate func json(setHere: Bool) -> JSONObject {
        let isManual = addressing == "manual"
        return [
            "kind": kind, "setHere": setHere, "addressing": addressing, "address": isManual ? address : nil,
            "prefixLength": Int(prefix), "gateway": isManual ? gateway : nil,
            "nameServers": nameServers.split { $0 == "," || $0 == " " }.map(String.init),
            "wifi": kind == .wifi ? wifiJSON : nil,
        ]
    }

    private var wifiJSON: JSONObject {
        let logsIn = security == WiFiSecurityKind.enterprise.rawValue
        return [
            "networkName": networkName, "band": band, "security": security, "method": logsIn ? method : nil,
            "identity": logsIn ? identity : nil,
        ]
    }
}

extension ProxyWish {
    fileprivate var json: JSONObject {
        let isManual = mode == "manual"
        return [
            "mode": mode, "host": isManual ? host : nil, "port": isManual ? Int(port) : nil,
            "user": authenticates ? user : nil,
        ]
    }
}

extension LinkState {
    fileprivate var json: JSONObject {
        [
            "device": device, "connected": connected, "addresses": addresses, "gateways": gateways,
            "nameServers": nameServers,
        ]
    }
}
