import ConnectivityGuide
import DutyModel
import Foundation
import Testing

@Suite("Views of a guide") struct GuideViewTests {
    @Test("the JSON counts every endpoint and never leaves a key out", arguments: ConnectivityGuide.builtInNames)
    func json(name: String) throws {
        let guide = try ConnectivityGuide.builtIn(name)
        let text = try guide.jsonText()
        let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(root.keys) == [
                "name", "title", "formatVersion", "services", "endpoints", "urlForms", "portRules", "addressRanges",
                "site", "facts",
            ])
        #expect(root["name"] as? String == name)
        #expect(root["formatVersion"] as? Int == 1)
        let endpoints = try #require(root["endpoints"] as? [[String: Any]])
        #expect(endpoints.count == guide.endpoints.count)
        for endpoint in endpoints {
            #expect(
                Set(endpoint.keys) == [
                    "host", "port", "transport", "protocol", "service", "role", "level", "path", "purpose", "tlsPort",
                    "timePort", "note", "source",
                ])
        }
        #expect(try guide.jsonText() == text, "the same guide gives the same bytes")
        #expect(text.hasSuffix("}\n"))
    }

    @Test("the table shows every endpoint once, and the rules")
    func table() throws {
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        let lines = guide.tableText.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("  ") } == guide.endpoints.count)
        for words in ["384 kbit/s", "192.168.10.96/28", "not WEP", "not SOCKS", "164 endpoints, 26 of them required"] {
            #expect(lines.contains { $0.contains(words) }, "\(words)")
        }
    }

    @Test("a port that is still to be picked is null in JSON and “picked” in the table")
    func picked() throws {
        let guide = try ConnectivityGuide.builtIn("local")
        #expect(try guide.jsonText().contains("\"port\" : null"))
        #expect(guide.tableText.contains("picked"))
    }
}
