/// Dynamic keyword addresses and rules for the Windows firewall, as a PowerShell script.
enum WindowsRules {
    private static let group = "Dutymark"

    static func body(_ selection: RuleSelection) -> RuleBody {
        var lines = [
            "$ErrorActionPreference = 'Stop'",
            "Get-NetFirewallRule -Group '\(group)' -ErrorAction SilentlyContinue | Remove-NetFirewallRule",
            "$ids = @{}",
            "foreach ($keyword in @(",
        ]
        lines += RuleText.commas(between: selection.targets(.name, .domain).map { "    '\($0.starred)'" })
        lines += [
            ")) {", "    $old = Get-NetFirewallDynamicKeywordAddress -AllAutoResolve |",
            "        Where-Object Keyword -eq $keyword | Select-Object -First 1",
            "    if ($old) { $ids[$keyword] = $old.Id; continue }",
            "    $ids[$keyword] = '{' + (New-Guid).ToString() + '}'",
            "    New-NetFirewallDynamicKeywordAddress -Id $ids[$keyword] -Keyword $keyword -AutoResolve $true | Out-Null",
            "}",
        ]
        for port in selection.ports { lines += rules(port, selection) }
        return RuleBody(
            comment: "#",
            denial: [
                "Deny by default: these rules only allow. The computer must block what no rule allows:",
                "Set-NetFirewallProfile -All -DefaultOutboundAction Block.",
            ],
            advice: [
                "It is for the computer it runs on, such as one that stands in for the machine"
                    + (selection.sourceWords.map { " at \($0)" } ?? "")
                    + ". Run it as administrator; twice is as good as once.",
                "The firewall learns a name’s addresses when a program of this computer looks the name up, which needs",
                "Microsoft Defender with network protection.",
            ],
            lines: lines)
    }

    private static func rules(_ port: RulePort, _ selection: RuleSelection) -> [String] {
        let start =
            "New-NetFirewallRule -Group '\(group)' -Direction Outbound -Action Allow"
            + " -Protocol \(port.transport.rawValue.uppercased()) -RemotePort \(port.number)"
            + localAddresses(selection)
        let title = "-DisplayName 'Dutymark \(port.transport.rawValue.uppercased()) \(port.number)"
        var lines: [String] = []
        let keywords = selection.targets(at: port, .name, .domain).map { "    '\($0.starred)'" }
        if !keywords.isEmpty {
            lines.append("\(start) \(title)' -RemoteDynamicKeywordAddresses @(@(")
            lines += RuleText.commas(between: keywords)
            lines.append(") | ForEach-Object { $ids[$_] }) | Out-Null")
        }
        lines += selection.targets(at: port, .address).map {
            "\(start) \(title) at \($0.text)' -RemoteAddress '\($0.text)' | Out-Null"
        }
        if !selection.targets(at: port, .anywhere).isEmpty {
            lines.append("\(start) \(title) anywhere' -RemoteAddress Any | Out-Null")
        }
        return lines
    }

    /// The computer's own addresses; the firewall takes those of both families in one rule.
    private static func localAddresses(_ selection: RuleSelection) -> String {
        guard !selection.sources.isEmpty else { return "" }
        return " -LocalAddress " + selection.sources.map { "'\($0)'" }.joined(separator: ",")
    }
}
