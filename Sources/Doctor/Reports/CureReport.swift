/// The lines that mend what was found, as a file that one program of the site's network reads.
enum CureReport {
    static func text(_ report: Report, _ program: Cure.Program) -> String {
        let roots = report.roots
        let mended = roots.compactMap { finding in
            finding.cures.first { $0.program == program }.map { (finding, $0) }
        }
        let others = roots.filter { finding in !finding.cures.contains { $0.program == program } }
        var comments = [
            "\(oneLine(report.title)): what mends the findings of \(report.startedAt), for \(program.rawValue).",
            "Written by: dutymark doctor --format \(program.rawValue)",
        ]
        comments += mended.isEmpty ? ["Nothing of what was found is mended by \(program.rawValue)."] : use(program)
        comments += others.map { "Not mended here: \(oneLine($0.summary)). \(oneLine($0.fix))" }
        var lines = comments.map { "# " + $0 }
        var written = Set<String>()
        // What changes a packet comes before what lets it pass: nothing is done to it after that.
        let order = mended.filter { $0.0.code == .mtuBlackHole } + mended.filter { $0.0.code != .mtuBlackHole }
        for (finding, cure) in order {
            lines += ["", "# \(oneLine(finding.summary)). This belongs \(oneLine(cure.place))."]
            lines += cure.lines.filter { written.insert($0).inserted }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func use(_ program: Cure.Program) -> [String] {
        switch program {
        case .nftables:
            [
                "Put this line first into each chain that drops or redirects what the machine sends: include \"FILE\"",
                "Check with: nft -c -f, and the file that includes it.",
                "The addresses are those of the computer that looked.",
            ]
        case .squid:
            ["Include it before the first http_access and ssl_bump line of squid.conf. Check with: squid -k parse"]
        case .dnsmasq:
            ["Put it into the folder that conf-dir names, and start dnsmasq anew. Check with: dnsmasq --test"]
        }
    }

    /// A stranger's words must not end a comment and begin a rule.
    private static func oneLine(_ text: String) -> String { Words.foreign(text, most: 300) }
}
