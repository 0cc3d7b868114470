import ConnectivityGuide
import SiteRules
import Testing

@Suite("patterns of a squid.conf") struct SquidPatternTests {
    private func reasons(
        _ pattern: String, _ host: String = "shop.b7.example.com", option: String = "-i "
    ) throws -> [GuideComparison.Reason] {
        let rules = "acl p dstdom_regex \(option)\(pattern)\nhttp_access allow p\nhttp_access deny all"
        let selection = try Selections.small(Selections.entry(host, "443"))
        return try GuideComparison(selection, kind: .squid, text: rules, fileName: "squid.conf").gaps.map(\.reason)
    }

    @Test(
        "a pattern fits as squid takes it",
        arguments: [
            (#"\.example\.com$"#, true), (#"^example"#, false), ("EXAMPLE", true), ("^shop.b[0-9]+.", true),
            ("^shop.b[^0-9]+.", false), ("(shop|mall)[.]b7", true), ("^(mall|)shop", true), ("^(mall|house)", false),
            ("p{2}", false), ("(ex|am){2}", true), ("^s.{2,3}p", true), ("^[[:alpha:]]+[.]", true), ("b7?[.]", true),
            (#"[\.]com$"#, true), ("^[]s]", true), ("^[a-]", false), ("com.+", false), ("^(s*)*h", true),
            ("^(a{0}){255}shop", true), ("^.*$", true), ("o$|^x", false),
        ])
    func fits(pattern: String, fits: Bool) throws {
        #expect(try reasons(pattern) == (fits ? [] : [.notAllowed]))
    }

    @Test(
        "without -i a capital fits no host, since squid asks for hosts in lower case",
        arguments: [
            ("EXAMPLE", false), ("example", true), ("-i EXAMPLE", true), ("-i nothing +i EXAMPLE", false),
            ("nothing -i EXAMPLE", true), ("-i nothing\nacl p dstdom_regex EXAMPLE", false), ("[A-Z]+", false),
            ("^[^A-Z]+$", true), ("^[[:upper:]]", false),
        ])
    func capitals(patterns: String, fits: Bool) throws {
        #expect(try reasons(patterns, option: "") == (fits ? [] : [.notAllowed]))
    }

    @Test("patterns made to hold a reader up end at once", .timeLimit(.minutes(1)))
    func hostile() throws {
        let host = String(repeating: "a", count: 60) + "." + String(repeating: "a", count: 60) + ".example.com"
        let bounded = [
            "^([a-z.]+)+!$", "^(a|a|aa)+!$", "^((a*)*)*!$", String(repeating: ".*", count: 200) + "!",
            "^(a?){200}a{200}$",
        ]
        for pattern in bounded { #expect(try reasons(pattern, host) == [.notAllowed], "\(pattern)") }
    }

    @Test(
        "what is not understood, or is too much, is neither fitting nor not",
        arguments: [
            #"^(a)\1$"#, "(?=a)b", "a**{", "(a", "a)", "[a", "[z-a]", #"\d"#, "a{3,2}", "((a{255}){255}){255}",
            "(((a{0}){255}){255}){255}", String(repeating: "(", count: 2_000), String(repeating: "a", count: 5_000),
        ])
    func unknown(pattern: String) throws {
        #expect(try reasons(pattern) == [.unclear])
        // Another pattern that fits makes it one all the same.
        #expect(try reasons(pattern + " shop") == [])
    }

    @Test("very many patterns, asked by very many lines, are judged once", .timeLimit(.minutes(1)))
    func many() throws {
        let patterns = (0..<20_000).map { "acl p dstdom_regex ([a-z.]+)+\($0)x\n" }.joined()
        let rules = patterns + String(repeating: "http_access allow p\n", count: 20_000) + "http_access deny all"
        let selection = try Selections.small(Selections.entry("a.example.com", "443"))
        let gaps = try GuideComparison(selection, kind: .squid, text: rules, fileName: "squid.conf").gaps
        #expect(gaps.map(\.reason) == [.unclear])
    }
}
