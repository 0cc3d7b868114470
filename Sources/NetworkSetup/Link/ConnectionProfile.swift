import Foundation

/// A connection of NetworkManager, in the words of its key files (`nm-settings-keyfile(5)`).
struct ConnectionProfile: Hashable, Sendable {
    /// The connection's fixed name in programs; each kind of link has one, so that new settings replace old ones.
    let uuid: String
    let fileName: String
    /// The file's text; it holds the secrets of a wireless network.
    let text: String

    /// The connection for these settings; `interfaceName` ties it to one device.
    init(_ link: LinkSettings, interfaceName: String? = nil) {
        uuid = Self.uuid(of: link.kind)
        fileName = Self.fileName(of: link.kind)
        var sections = [Self.connection(link.kind, interfaceName)]
        switch link {
        case .wired: sections.append(Section("ethernet"))
        case .wifi(let wifi, _): sections += Self.wireless(wifi)
        }
        sections += [Self.ipv4(link.addresses), Section("ipv6", [("method", "auto")])]
        text = sections.map(\.text).joined(separator: "\n")
    }

    /// The fixed UUID of the connection of this kind, made once at random.
    static func uuid(of kind: LinkKind) -> String {
        switch kind {
        case .wired: "7a1c6f2e-6a3e-4b7c-9d0e-3a5f1d2c4b60"
        case .wifi: "c2b0a9d4-58f1-4d3e-8a6b-0f7d1e9c3b52"
        }
    }

    /// The name of the file of the connection of this kind.
    static func fileName(of kind: LinkKind) -> String { "dutymark-\(kind.rawValue).nmconnection" }

    private static func connection(_ kind: LinkKind, _ interfaceName: String?) -> Section {
        Section(
            "connection",
            [
                ("id", kind == .wired ? "Dutymark wired" : "Dutymark Wi-Fi"), ("uuid", uuid(of: kind)),
                ("type", kind == .wired ? "ethernet" : "wifi"),
                // Before every other connection of the same device.
                ("autoconnect-priority", "100"), ("interface-name", interfaceName),
            ])
    }

    private static func ipv4(_ addresses: AddressSettings) -> Section {
        guard case .manual(let manual) = addresses else { return Section("ipv4", [("method", "auto")]) }
        return Section(
            "ipv4",
            [
                ("method", "manual"), ("address1", "\(manual.address)/\(manual.prefixLength),\(manual.gateway)"),
                ("dns", manual.nameServers.map { "\($0);" }.joined()),
            ])
    }

    private static func wireless(_ wifi: WiFiSettings) -> [Section] {
        let band: String? =
            switch wifi.band {
            case .any: nil
            case .gigahertz2_4: "bg"
            case .gigahertz5: "a"
            }
        // As numbers, so that no byte of the name can be taken for syntax.
        let name = wifi.networkName.utf8.map { "\($0);" }.joined()
        let network = Section("wifi", [("mode", "infrastructure"), ("ssid", name), ("band", band)])
        switch wifi.security {
        case .wpaPersonal(let passphrase): return [network, personal("wpa", passphrase)]
        case .wpa2Personal(let passphrase): return [network, personal("rsn", passphrase)]
        case .enterprise(let login):
            return [network, Section("wifi-security", [("key-mgmt", "wpa-eap")]), enterprise(login)]
        }
    }

    private static func personal(_ version: String, _ passphrase: Secret) -> Section {
        Section(
            "wifi-security",
            [("key-mgmt", "wpa-psk"), ("proto", "\(version);"), ("psk", escaped(passphrase.revealed))])
    }

    private static func enterprise(_ login: EnterpriseLogin) -> Section {
        Section(
            "802-1x",
            [
                ("eap", "\(login.method.rawValue);"), ("identity", escaped(login.identity)),
                ("password", escaped(login.password.revealed)),
                ("phase2-auth", login.method.needsAuthority ? "mschapv2" : nil),
                ("ca-cert", login.authorityPEM.map { "data:;base64,\(Data($0.utf8).base64EncodedString())" }),
            ])
    }

    /// A text as key files write it: blanks and backslashes would be taken for syntax.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing(" ", with: "\\s")
    }
}

/// A section of a key file; a key without a value is left out.
private struct Section {
    let text: String

    init(_ name: String, _ lines: [(key: String, value: String?)] = []) {
        text = "[\(name)]\n" + lines.map { key, value in value.map { "\(key)=\($0)\n" } ?? "" }.joined()
    }
}
