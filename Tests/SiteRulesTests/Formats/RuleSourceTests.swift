import ConnectivityGuide
import DutyModel
import SiteRules
import Testing

@Suite("sources of rules") struct RuleSourceTests {
    @Test("a source is an address, or a block with its lowest address, of IPv4 or IPv6")
    func source() throws {
        #expect(try RuleSource("10.1.2.3").description == "10.1.2.3")
        #expect(try RuleSource("10.1.2.3/32").description == "10.1.2.3")
        #expect(try RuleSource("10.1.2.0/24").mask == "255.255.255.0")
        #expect(try RuleSource("0.0.0.0/0").mask == "0.0.0.0")
        #expect(try RuleSource("2001:DB8:0::5").block == "2001:db8::5/128")
        #expect(try RuleSource("2001:db8:0:4::/62").description == "2001:db8:0:4::/62")
        for bad in [
            "", "10.1.2", "10.1.2.3/24", "10.1.2.3; drop", "10.1.2.0/33", "10.1.2.0/", "010.1.2.3", "*", "fe80::1%eth0",
            "2001:db8::5/64", "2001:db8:0:5::/62", "2001:db8::/129", "2001:db8", "any",
        ] {
            #expect(throws: DutyFailure(.valueMalformed, ""), "\(bad)") { try RuleSource(bad) }
        }
        let list = try RuleSource.list(["10.1.2.3, 2001:db8::5", "10.1.2.4"])
        #expect(list.map(\.description) == ["10.1.2.3", "2001:db8::5", "10.1.2.4"])
        #expect(throws: DutyFailure(.valueMalformed, "")) { try RuleSource.list(["10.1.2.3,,10.1.2.4"]) }
    }

    @Test("a source within another is left out: firewalls refuse sets that overlap")
    func overlapping() throws {
        let selection = try Selections.of(source: "10.1.2.3,2001:db8::5,10.1.0.0/16,10.1.2.3,2001:db8::/32,10.2.0.1")
        #expect(selection.sources.map(\.description) == ["10.1.0.0/16", "2001:db8::/32", "10.2.0.1"])
    }

    @Test("both families are allowed and denied where both have a source, else the header says which stays open")
    func families() throws {
        let both = RuleFormat.nftables.export(try Selections.of(source: "192.168.1.50,192.168.1.51,2001:db8::5"))
        let last = "\t\tip saddr { 192.168.1.50, 192.168.1.51 } drop\n\t\tip6 saddr 2001:db8::5 drop\n"
        #expect(both.text.contains(last))
        #expect(both.text.contains("\t\tip6 saddr 2001:db8::5 tcp dport 443 ip6 daddr @tcp443_v6 accept\n"))
        #expect(!both.text.contains("stays as it is"))
        for format in [RuleFormat.nftables, .pf, .squid, .iptables, .fortigate] {
            let one = format.export(try Selections.of(source: "192.168.1.50")).text
            #expect(one.contains("Deny by default, IPv4 only: what 192.168.1.50 sends"), "\(format)")
            #expect(one.contains("IPv6 stays as it is"), "\(format)")
        }
        let lines = RuleFormat.dnsmasqNftset.export(try Selections.of(source: "192.168.1.50,2001:db8::5")).text
        #expect(lines.contains("#tcp443_v4") && lines.contains("#tcp443_v6"))
    }

    @Test("a format for IPv4 alone names each IPv6 source it leaves out, and allows nothing to every computer instead")
    func unsaid() throws {
        for format in [RuleFormat.iptables, .ciscoASA, .fortigate] {
            let both = try Selections.of(source: "192.168.1.50,2001:db8::5")
            #expect(format.canSay(both))
            #expect(format.export(both).unsaid.contains { $0.what == "--source 2001:db8::5" }, "\(format)")
            let none = try Selections.of(source: "2001:db8::5")
            #expect(!format.canSay(none))
            let rules = format.export(none).text.split(separator: "\n").filter { !"#!".contains($0.first ?? "#") }
            let words = ["-j DUTYMARK", "permit", "action accept"]
            #expect(!rules.contains { rule in words.contains { rule.contains($0) } }, "\(format)")
        }
        #expect(RuleFormat.nftables.canSay(try Selections.of(source: "2001:db8::5")))
    }
}
