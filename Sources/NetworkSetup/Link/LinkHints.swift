import DutyModel
import Foundation
import LocalSystem
import Glibc

/// What the programs that look after a computer's link know of it besides addresses: the login page's own interface,
/// and the radio.
package struct LinkHints: Hashable, Sendable {
    /// The URL that DHCP or the router gives for asking about a login page (RFC 8910).
    package var portalAPI: String?
    /// The radio, where the link is one.
    package var radio: RadioFacts?

    /// NetworkManager leaves this folder behind while it runs; without it nmcli is not even started.
    private static let managerFolder = "/run/NetworkManager"
    /// Where systemd-networkd writes down how each link stands.
    private static let networkdFolder = "/run/systemd/netif/links"
    /// Seconds that nmcli may take; it only says what is known already.
    private static let limitSeconds = 2
    /// The most bytes of a link's file, and of an answer of nmcli, that are looked at.
    private static let limitBytes = 64 << 10

    /// What is known of the link through which this computer's default route leads; nothing where nobody knows.
    package static func ofDefaultRoute() async -> LinkHints {
        guard let device = ComputerLink.defaultDevice else { return LinkHints() }
        let portal = networkdPortal(device)
        guard FileManager.default.fileExists(atPath: managerFolder) else { return LinkHints(portalAPI: portal) }
        let said = await read(device, nmcli: OutsideProgram(path: "/usr/bin/nmcli", limitSeconds: limitSeconds))
        return LinkHints(portalAPI: portal ?? said.portalAPI, radio: said.radio)
    }

    /// What NetworkManager knows of a device.
    package static func read(_ device: String, nmcli: OutsideProgram) async -> LinkHints {
        async let options = said(["--terse", "--fields", "DHCP4", "device", "show", device], nmcli)
        async let networks = radio(device) ? said(NmcliWords.networkList(device), nmcli) : ""
        return LinkHints(
            portalAPI: NmcliWords.portalAPI(in: await options), radio: NmcliWords.radio(in: await networks))
    }

    private static func said(_ words: [String], _ nmcli: OutsideProgram) async -> String {
        guard nmcli.isThere, let answer = try? await nmcli.run(words), answer.status == 0 else { return "" }
        return String(answer.output.prefix(limitBytes))
    }

    private static func radio(_ device: String) -> Bool {
        FileManager.default.fileExists(atPath: "/sys/class/net/\(device)/phy80211")
    }

    private static func networkdPortal(_ device: String) -> String? {
        let number = if_nametoindex(device)
        guard number != 0, let text = try? String(contentsOfFile: "\(networkdFolder)/\(number)", encoding: .utf8)
        else { return nil }
        return networkdPortal(in: String(text.prefix(limitBytes)))
    }

    /// The portal's interface in a link's file of systemd-networkd.
    static func networkdPortal(in text: String) -> String? {
        let prefix = "CAPTIVE_PORTAL="
        return text.split(separator: "\n").first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
