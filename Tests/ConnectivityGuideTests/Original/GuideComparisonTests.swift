import ConnectivityGuide
import Foundation
import Testing

@Suite("Guide and original") struct GuideComparisonTests {
    let guide: ConnectivityGuide
    let comparison: GuideComparison

    init() throws {
        guide = try ConnectivityGuide.builtIn("b700-v2")
        comparison = GuideComparison(original: try OriginalText.fixture(), guide: guide)
    }

    @Test("they agree both ways, with no line left over")
    func agree() {
        #expect(comparison.disagreements(with: guide) == [])
    }

    @Test("the number of endpoints is the number in the docs")
    func count() throws {
        #expect(guide.endpoints.count == 164)
        #expect(guide.endpoints(level: .required).count == 26)
        let page = try Self.doc("guide.md")
        #expect(page.contains("**164 endpoints**"))
        #expect(page.contains("26 of them required"))
    }

    @Test("taking away any one endpoint is found, by its name")
    func dropEndpoint() {
        for index in guide.endpoints.indices {
            var smaller = guide
            let dropped = smaller.endpoints.remove(at: index)
            let found = comparison.namedOnOneSide(smaller)
            #expect(found == ["only in the original: \(dropped.name)"])
        }
    }

    @Test("taking away any other entry is found, by its words")
    func dropEntry() {
        let smaller = Self.withoutEach(guide)
        #expect(smaller.count == guide.entries.count - guide.endpoints.count)
        for (id, guide) in smaller {
            #expect(!comparison.disagreements(with: guide).isEmpty, "\(id)")
        }
    }

    @Test("a host, a port or a line more in the original is found")
    func seedGrows() throws {
        let text = comparison.original.lines.joined(separator: "\n")
        for more in ["https://new.example (Port 443)", "New words.", "Uses port 8883."] {
            let grown = GuideComparison(original: OriginalText(text + "\n" + more), guide: guide)
            #expect(!grown.disagreements(with: guide).isEmpty, "\(more)")
        }
    }

    @Test("an endpoint the original does not name is found")
    func guideGrows() throws {
        var larger = guide
        larger.endpoints += try ConnectivityGuide.builtIn("local").resolved(ports: [
            "distributor": 1, "distributor_plain": 2, "funds": 3, "transactions": 4, "link": 5,
        ]).endpoints
        #expect(comparison.disagreements(with: larger).contains { $0.hasPrefix("only in the guide") })
    }

    @Test("doubtful words are marked, and what the guide says of them is not an order")
    func doubtful() {
        #expect(guide.facts.filter(\.doubtful).map(\.id) == ["port-5938-filtering", "firewall-ports"])
    }

    /// The guide without each of its services, forms, rules, ranges, settings and facts in turn.
    private static func withoutEach(_ guide: ConnectivityGuide) -> [(String, ConnectivityGuide)] {
        var smaller: [(String, ConnectivityGuide)] = []
        func drop<Entry>(_ list: WritableKeyPath<ConnectivityGuide, [Entry]>) {
            for index in guide[keyPath: list].indices {
                var copy = guide
                let entry = copy[keyPath: list].remove(at: index)
                smaller.append(("\(entry)", copy))
            }
        }
        func clear<Entry>(_ entry: WritableKeyPath<ConnectivityGuide, Entry?>) {
            var copy = guide
            copy[keyPath: entry] = nil
            smaller.append(("\(entry)", copy))
        }
        drop(\.services)
        drop(\.urlForms)
        drop(\.portRules)
        drop(\.addressRanges)
        drop(\.facts)
        clear(\.bandwidth)
        clear(\.wireless)
        clear(\.proxy)
        return smaller
    }

    /// A page of the project's `docs` folder.
    static func doc(_ name: String) throws -> String {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/" + name).standardized
        return try String(contentsOf: url, encoding: .utf8)
    }
}
