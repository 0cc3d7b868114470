import Foundation
import SiteRules
import Testing

/// Each export goes before the program that is to read it.
@Suite("exports before their own checkers") struct FirewallCheckerTests {
    /// A hardware address of nobody's, of the kind that is given out locally.
    private let mac = "02:00:00:00:00:01"

    @Test("nft takes the table, twice")
    func nftables() throws {
        for selection in try Selections.all() {
            let text = RuleFormat.nftables.export(selection).text
            // The header's line for a machine without an IPv6 source must be one that nft takes, too.
            let line = text.firstMatch(of: /\n# (nft add rule .*)\n/)?.1
            let extra = line.map { "; " + $0.replacing("MAC", with: mac) } ?? ""
            let checked = try Checker.inNamespace(
                "nft -c -f rules; nft -f rules; nft -f rules\(extra)", files: ["rules": text])
            #expect(extra.isEmpty == (selection.sources.isEmpty || selection.sources.contains { $0.family == .v6 }))
            #expect(checked.status == 0, "\(checked.output)")
        }
    }

    @Test("dnsmasq takes the lines, and the sets they name are those of the firewall")
    func dnsmasq() throws {
        for selection in try Selections.all() {
            for (format, sets) in [(RuleFormat.dnsmasqNftset, RuleFormat.nftables), (.dnsmasqIpset, .ipset)] {
                let text = format.export(selection).text
                let checked = try Checker.run("dnsmasq", ["--test", "-C", "rules"], files: ["rules": text])
                #expect(checked.status == 0, "\(format): \(checked.output)")
                let named = Set(text.matches(of: /(?:dutymark#|dutymark-)([a-z0-9_]+)/).map { String($0.1) })
                let there = sets.export(selection).text
                let made = Set(there.matches(of: /(?:\n\tset |\ncreate dutymark-)([a-z0-9_]+)/).map { String($0.1) })
                #expect(named.isSubset(of: made), "\(format) fills sets that nobody makes: \(named.subtracting(made))")
                #expect(!named.isEmpty)
            }
        }
    }

    @Test("ipset and iptables take sets and chain")
    func iptables() throws {
        for selection in try Selections.all() {
            let files = [
                "sets": RuleFormat.ipset.export(selection).text, "rules": RuleFormat.iptables.export(selection).text,
            ]
            let checked = try Checker.inNamespace(
                "ipset -exist restore < sets; iptables-restore --test rules; iptables-restore --noflush rules",
                files: files)
            #expect(checked.status == 0, "\(checked.output)")
        }
    }

    @Test("squid takes the lines without a warning")
    func squid() throws {
        for selection in try Selections.all() {
            let text = RuleFormat.squid.export(selection).text + "http_access deny all\nhttp_port 3128\n"
            let checked = try Checker.run(
                "squid", ["-k", "parse", "-f", "rules"], files: ["rules": text + "visible_hostname rules\n"])
            #expect(checked.status == 0, "\(checked.output)")
            let complaints = checked.output.split(separator: "\n").filter {
                $0.contains("WARNING") || $0.contains("ERROR") || $0.contains("FATAL")
            }
            #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        }
    }

    @Test("every line of the anchor for pf is one of the grammar's")
    func packetFilter() throws {
        let forms: [Regex<Substring>] = [
            /#.*/, /table <[a-z0-9_]{1,31}> persist \{/, /\t[a-z0-9.-]+,?/, /\}/,
            /pass quick proto (?:tcp|udp) from (?:any|[0-9a-f.:\/]+|\{ [0-9a-f.:\/, ]+ \}) to (?:any|<[a-z0-9_]+>) port \d+ keep state/,
            /block drop quick from (?:[0-9a-f.:\/]+|\{ [0-9a-f.:\/, ]+ \}) to any/,
        ]
        for selection in try Selections.all() {
            let lines = RuleFormat.pf.export(selection).text.split(separator: "\n")
            for line in lines {
                #expect(forms.contains { line.wholeMatch(of: $0) != nil }, "\(line)")
            }
            let tables = Set(lines.compactMap { $0.wholeMatch(of: /table (<[a-z0-9_]+>) persist \{/)?.1 })
            let used = Set(lines.compactMap { $0.firstMatch(of: /to (<[a-z0-9_]+>) port/)?.1 })
            #expect(tables == used)
            // A comma ends each host but the last of a table.
            for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("\t") {
                #expect(line.hasSuffix(",") == next.hasPrefix("\t"), "\(line)")
            }
        }
    }

    @Test("JSON and CSV are read by an independent reader")
    func lists() throws {
        for selection in try Selections.all() {
            let json = RuleFormat.json.export(selection).text
            let checked = try Checker.run(
                "jq", ["-e", "[.[] | (.urls // .ips) | type == \"array\"] | all", "rules"], files: ["rules": json])
            #expect(checked.status == 0, "\(checked.output)")
            let csv = RuleFormat.csv.export(selection).text
            let read = try Checker.run(
                "python3",
                [
                    "-c",
                    "import csv; r = list(csv.DictReader(open('rules', newline=''), strict=True)); "
                        + "assert all(None not in x and None not in x.values() for x in r); print(len(r))",
                ], files: ["rules": csv])
            #expect(read.output == "\(selection.endpoints.count + 1)\n")
        }
    }
}
