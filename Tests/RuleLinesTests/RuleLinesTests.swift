import RuleLines
import Testing

@Suite("Lines of rules") struct RuleLinesTests {
    @Test func `nftables takes one value as it is, and several as a set with each once`() {
        #expect(NftablesLines.set(["443"]) == "443")
        #expect(NftablesLines.set(["a", "b", "a"]) == "{ a, b }")
        #expect(NftablesLines.address("ip6", "daddr", ["fe80::1"]) == "ip6 daddr fe80::1")
        #expect(NftablesLines.ports("tcp", [443, 53, 443]) == "tcp dport { 53, 443 }")
    }

    @Test func `squid is given no name that a domain covers, for it warns of overlaps`() {
        let names = [
            ".example.test", "www.example.test", "example.test", ".deep.example.test", "other.test", "other.test",
        ]
        #expect(SquidLines.uncovered(names) == [".example.test", "other.test"])
    }

    @Test func `a list of squid has as many values a line as go into its width`() {
        let names = ["one.test", "two.test", "three.test"]
        #expect(SquidLines.list("a", "dstdomain", names) == names.map { "acl a dstdomain \($0)" })
        #expect(
            SquidLines.list("a", "dstdomain", names, lineMost: 40) == [
                "acl a dstdomain one.test two.test", "acl a dstdomain three.test",
            ])
    }

    @Test func `without names there is nothing to leave unopened`() {
        #expect(SquidLines.uninspected([]).isEmpty)
        #expect(SquidLines.uninspected(["a.test"]).last == "ssl_bump splice dutymark_no_inspect")
    }
}
