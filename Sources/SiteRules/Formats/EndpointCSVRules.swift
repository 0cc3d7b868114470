import ConnectivityGuide

/// One row an endpoint (RFC 4180), and a last row that denies the rest.
enum EndpointCSVRules {
    private static let header = "action,source,host,port,transport,protocol,level,service,purpose"

    static func body(_ selection: RuleSelection) -> RuleBody {
        let source = selection.sources.isEmpty ? "*" : selection.sources.map(\.description).joined(separator: " ")
        let rows = selection.endpoints.map { endpoint in
            [
                "allow", source, endpoint.host.text.lowercased(), endpoint.portNumber.map(String.init) ?? "",
                endpoint.transport.rawValue, endpoint.speaks.rawValue, endpoint.level.rawValue, endpoint.service,
                endpoint.purpose,
            ].map(cell).joined(separator: ",")
        }
        let last = "deny,\(source),*,*,*,*,,,everything else"
        return RuleBody(
            comment: nil, denial: ["Deny by default: the last row denies everything that no row before it allows."],
            lines: [header] + rows + [last])
    }

    /// A cell, quoted where it must be. A leading sign that a spreadsheet takes for a formula gets a blank before it.
    private static func cell(_ text: String) -> String {
        let line = RuleText.oneLine(text)
        let safe = line.first.map { "=+-@".contains($0) } == true ? " " + line : line
        guard safe.contains(where: { $0 == "," || $0 == "\"" }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
