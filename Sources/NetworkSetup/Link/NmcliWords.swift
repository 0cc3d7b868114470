/// What `nmcli --terse` prints: fields with colons between them, a backslash before each colon that is none.
enum NmcliWords {
    /// A device of the computer.
    struct Device: Hashable {
        let name: String
        let type: String
        let state: String

        var kind: LinkKind? {
            switch type {
            case "ethernet": .wired
            case "wifi": .wifi
            default: nil
            }
        }
    }

    /// The devices in the answer to `device status` with the fields DEVICE, TYPE and STATE.
    static func devices(in text: String) -> [Device] {
        text.split(separator: "\n").compactMap { line in
            let fields = fields(of: line)
            return fields.count == 3 ? Device(name: fields[0], type: fields[1], state: fields[2]) : nil
        }
    }

    /// The device for a kind of link: one that is up before one that could be, and that before any other.
    static func device(for kind: LinkKind, among devices: [Device]) -> Device? {
        let fitting = devices.filter { $0.kind == kind && $0.state != "unmanaged" }
        return fitting.first { $0.state.hasPrefix("connected") } ?? fitting.first { $0.state == "disconnected" }
            ?? fitting.first
    }

    /// The state of a link in the answer to `device show`.
    static func state(in text: String) -> LinkState {
        var state = LinkState()
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            // A list's lines are numbered: IP4.DNS[1].
            let key = line[..<colon].prefix { $0 != "[" }
            let value = fields(of: line[line.index(after: colon)...]).joined(separator: ":")
            guard !value.isEmpty else { continue }
            switch key {
            case "GENERAL.DEVICE": state.device = value
            case "GENERAL.TYPE": state.kind = Device(name: "", type: value, state: "").kind
            // 100 is “activated” (NMDeviceState).
            case "GENERAL.STATE": state.connected = value.hasPrefix("100")
            case "IP4.ADDRESS", "IP6.ADDRESS": state.addresses.append(value)
            case "IP4.GATEWAY", "IP6.GATEWAY": state.gateways.append(value)
            case "IP4.DNS", "IP6.DNS": state.nameServers.append(value)
            default: break
            }
        }
        return state
    }

    static func fields(of line: some StringProtocol) -> [String] {
        var fields = [""]
        var escaped = false
        for letter in line {
            if escaped {
                fields[fields.count - 1].append(letter)
                escaped = false
            } else if letter == "\\" {
                escaped = true
            } else if letter == ":" {
                fields.append("")
            } else {
                fields[fields.count - 1].append(letter)
            }
        }
        return fields
    }
}
