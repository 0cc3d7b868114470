import ConnectivityGuide
import DutyModel

/// A text for a ticket to whoever looks after the firewall.
enum MarkdownRules {
    static func body(_ selection: RuleSelection) -> RuleBody {
        let who = selection.sourceWords.map { "the machine at \($0)" } ?? "the machine"
        var lines = ["## Network access for a stamp-duty franking machine", ""]
        lines += [
            "\(who.prefix(1).uppercased() + who.dropFirst()) prints stamp duty, after the “\(cell(selection.title))”.",
            "Please let these connections pass, from the inside to the outside. The machine opens every one of them;",
            "nothing connects to it from the outside. TLS to these hosts must not be inspected.", "",
        ]
        for level in GuideLevel.allCases { lines += table(level, selection) }
        if !selection.unsaid.isEmpty {
            lines += ["### Not in the tables", ""]
            lines += selection.unsaid.map { "- \(cell($0.what)): \($0.why)" } + [""]
        }
        lines += ["Deny by default: everything else may stay closed for \(who).", ""]
        lines += verification(selection)
        lines.append("The tables are from the guide “\(cell(selection.title))” (\(selection.guideName)).")
        return RuleBody(
            comment: nil, isText: true,
            denial: ["Deny by default: the text asks for these connections and no other."], lines: lines)
    }

    private static func table(_ level: GuideLevel, _ selection: RuleSelection) -> [String] {
        let rows = selection.targets.flatMap { Self.rows($0, level) }
        guard !rows.isEmpty else { return [] }
        let title = level == .required ? "Required: the machine does not work without" : "Recommended"
        return ["### \(title)", "", "| Host | Ports | Purpose |", "|---|---|---|"] + rows + [""]
    }

    /// A row for each purpose of a host, with the ports that serve it.
    private static func rows(_ target: RuleTarget, _ level: GuideLevel) -> [String] {
        let endpoints = target.endpoints.filter { $0.level == level }
        return endpoints.map(\.purpose).eachOnce.map { purpose in
            let host = target.kind == .anywhere ? "any host" : "`\(endpoints[0].host.text.lowercased())`"
            let ports = endpoints.filter { $0.purpose == purpose }.map {
                "\($0.transport.rawValue.uppercased()) \($0.portNumber.map(String.init) ?? "")"
            }
            return "| \(host) | \(ports.joined(separator: ", ")) | \(cell(purpose)) |"
        }
    }

    /// How to see whether the change was enough.
    private static func verification(_ selection: RuleSelection) -> [String] {
        let guide = " --guide \(selection.guideName)" + (selection.level == .required ? " --level required" : "")
        var lines = [
            "### After the change", "",
            "Run `dutymark doctor\(guide)` on a computer in the machine’s place, with its address and cable.",
            "Exit code 0 means that everything passes; otherwise its report names what does not.",
        ]
        if let url = url(selection) {
            lines += [
                "", "Without that program, this line shows the way to one required host from the same place:", "",
                "    curl --silent --show-error --verbose --output /dev/null \(url)", "",
                "Any answer of HTTP will do. “subject” and “issuer” in its output are those of the host’s own certificate;",
                "the name of a firewall there means that TLS is inspected.",
            ]
        }
        return lines + [""]
    }

    /// A page of the first required host that speaks TLS, or nil.
    private static func url(_ selection: RuleSelection) -> String? {
        let first = selection.targets(.name).flatMap(\.endpoints).first { $0.level == .required && $0.speaks == .tls }
        guard let first, let port = first.portNumber else { return nil }
        return "https://" + first.host.text.lowercased() + (port == UsualPort.httpsPort ? "" : ":\(port)") + "/"
    }

    /// Text that neither ends a cell nor begins markup.
    private static func cell(_ text: String) -> String {
        var safe = RuleText.oneLine(text)
        for mark in ["\\", "|", "<", "`", "*", "["] { safe = safe.replacing(mark, with: "\\" + mark) }
        return safe
    }
}
