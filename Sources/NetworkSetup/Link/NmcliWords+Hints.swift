import DutyModel

extension NmcliWords {
    /// How NetworkManager calls DHCP's options that give the interface of a login page: 114 (RFC 8910), and 160, which
    /// it was before (RFC 7710).
    private static let portalOptions = ["default_url", "captive_portal", "v4_captive_portal"]

    /// The interface of a login page in the answer to `device show` with the field DHCP4.
    static func portalAPI(in text: String) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix("DHCP4.OPTION") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let option = fields(of: line[line.index(after: colon)...]).joined(separator: ":")
            guard let middle = option.range(of: " = "), portalOptions.contains(String(option[..<middle.lowerBound]))
            else { continue }
            return String(option[middle.upperBound...])
        }
        return nil
    }

    /// The words that ask for the networks that a radio hears, without making it listen anew.
    static func networkList(_ device: String) -> [String] {
        [
            "--terse", "--fields", "IN-USE,FREQ,SIGNAL,SECURITY", "device", "wifi", "list", "ifname", device,
            "--rescan", "no",
        ]
    }

    /// The network in use, in the answer to these words.
    static func radio(in text: String) -> RadioFacts? {
        for line in text.split(separator: "\n") {
            let fields = fields(of: line)
            guard fields.count == 4, fields[0] == "*", let megahertz = Int(fields[1].prefix { $0.isNumber }),
                let signal = Int(fields[2]), (0...100).contains(signal)
            else { continue }
            let words = fields[3].split(separator: " ").map(String.init).filter { $0 != "--" }
            return RadioFacts(megahertz: megahertz, signalPercent: signal, protection: words)
        }
        return nil
    }
}
