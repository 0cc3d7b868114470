import ConnectivityGuide
import DutyModel
import Foundation
import Testing

/// A fixture named after its defect, and the failure it must give; nil where the parser words the sentence.
struct Defect: Sendable, CustomTestStringConvertible {
    let name: String
    let code: FailureCode
    let place: String?
    var testDescription: String { name }

    init(_ name: String, _ code: FailureCode, _ place: String?) {
        self.name = name
        self.code = code
        self.place = place
    }

    static let all: [Defect] = [
        Defect("unknown-key", .guideUnknownKey, "line 15: unknown key “colour”."),
        Defect("unknown-top-key", .guideUnknownKey, "line 54: unknown key “fact”."),
        Defect("missing-key", .guideKeyMissing, "line 8: the key “transport” is missing."),
        Defect("missing-top-key", .guideKeyMissing, "line 1: the key “title” is missing."),
        Defect("port-zero", .guideBadPort, "line 9: “0” is not a port from 1 to 65535."),
        Defect("port-too-large", .guideBadPort, "line 9: “65536” is not a port from 1 to 65535."),
        Defect("port-in-words", .guideBadPort, "line 9: “https” is not a port from 1 to 65535."),
        Defect("port-with-sign", .guideBadPort, "line 9: “+443” is not a port from 1 to 65535."),
        Defect("port-rule-picked", .guideBadPort, "line 31: “picked” is not a port from 1 to 65535."),
        Defect("host-with-space", .guideBadValue, "line 8: “funds localhost” is not a host pattern."),
        Defect("host-star-inside", .guideBadValue, "line 8: “funds.*.localhost” is not a host pattern."),
        Defect("transport-unknown", .guideBadValue, "line 10: “sctp” is not one of tcp, udp."),
        Defect("protocol-unknown", .guideBadValue, "line 11: “ssl” is not one of http, tls, dns, other."),
        Defect("level-unknown", .guideBadValue, "line 14: “optional” is not one of required, recommended."),
        Defect("service-unknown", .guideBadValue, "line 12: “Money” is not a service of this guide."),
        Defect("path-without-slash", .guideBadValue, "line 15: “messages” is not a path that begins with a slash."),
        Defect("purpose-empty", .guideBadValue, "line 24: a text belongs here."),
        Defect("list-instead-of-text", .guideBadValue, "line 3: a text belongs here."),
        Defect("text-instead-of-list", .guideBadValue, "line 32: a list belongs here."),
        Defect("entry-is-no-mapping", .guideBadValue, "line 55: keys and values belong here."),
        Defect("doubled-key", .guideDoubled, "line 9: the key “port” stands twice."),
        Defect("doubled-endpoint", .guideDoubled, "line 17: the entry “funds.localhost:443/tcp” stands twice."),
        Defect("doubled-service", .guideDoubled, "line 7: the entry “Funds” stands twice."),
        Defect("doubled-fact", .guideDoubled, "line 57: the entry “one” stands twice."),
        Defect("range-overlaps", .guideRangeOverlap, "line 38: 192.168.10.0/24 overlaps 192.168.10.96/28."),
        Defect("range-not-lowest", .guideBadValue, "line 38: “192.168.10.241/28” is not a block of IPv4 addresses."),
        Defect(
            "range-octet-too-large", .guideBadValue, "line 38: “192.168.256.0/28” is not a block of IPv4 addresses."),
        Defect("bandwidth-negative", .guideBadValue, "line 41: “-384” is not a whole number above 0."),
        Defect("bandwidth-upside-down", .guideBadValue, "line 42: the recommended bandwidth is below the minimum."),
        Defect("flag-in-words", .guideBadValue, "line 50: “no” is neither true nor false."),
        Defect(
            "fact-id-with-capital", .guideBadValue,
            "line 55: “One” is not a name of lower-case letters, digits and hyphens."),
        Defect("method-unknown", .guideBadValue, "line 26: “PUT” is not one of GET, POST."),
        Defect("newer-format", .guideBadValue, "line 1: only format_version 1 is read here."),
        Defect("anchor", .guideMalformed, "line 3: a word begins with “&”."),
        Defect("not-yaml", .guideMalformed, nil),
        Defect("two-documents", .guideMalformed, nil),
        Defect("tab-indentation", .guideMalformed, nil),
    ]
}

@Suite("Defects of a guide file") struct InvalidGuideTests {
    private static let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures")

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    private static func failure(_ text: String, _ file: String = "file.yaml") -> DutyFailure? {
        do {
            _ = try ConnectivityGuide.load(yaml: text, fileName: file)
            return nil
        } catch {
            return error
        }
    }

    @Test("each names its file and line", arguments: Defect.all)
    func refused(defect: Defect) throws {
        let file = defect.name + ".yaml"
        let failure = try #require(Self.failure(Self.text("Invalid/" + file), file))
        #expect(failure.code == defect.code)
        if let place = defect.place {
            #expect(failure.message == "\(file), \(place)")
        } else {
            let worded = failure.message.hasPrefix("\(file), line ") && failure.message.contains(": not YAML: ")
            #expect(worded, "\(failure.message)")
        }
    }

    @Test("every fixture is in the list")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.folder.appendingPathComponent("Invalid").path)
        #expect(Set(files) == Set(Defect.all.map { $0.name + ".yaml" }))
    }

    @Test("the guide they all come from is good")
    func control() throws {
        #expect(Self.failure(try Self.text("good.yaml")) == nil)
    }

    @Test("a file over 1 MiB is refused, one of exactly 1 MiB is read")
    func size() throws {
        let good = try Self.text("good.yaml")
        let filler = "#" + String(repeating: "x", count: 1_048_576 - good.utf8.count - 1)
        #expect(Self.failure(good + filler) == nil)
        #expect(Self.failure(good + filler + "x") == DutyFailure(.guideMalformed, ""))
        #expect(throws: DutyFailure(.guideMalformed, "")) { try ConnectivityGuide.load(file: "/dev/zero") }
    }

    @Test("nothing, nesting without end and bytes that are no text are refused")
    func hostile() {
        for text in [
            "", "# only a comment", "null", "\u{0}", "[", String(repeating: "[", count: 100_000),
            String(repeating: "[", count: 900) + String(repeating: "]", count: 900), "? [a]\n: b",
        ] {
            #expect(Self.failure(text) != nil, "\(text.prefix(20))")
        }
    }

    @Test("aliases that would expand past memory are refused before they are read")
    func expansion() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]\n"
        }
        #expect(Self.failure(text) == DutyFailure(.guideMalformed, ""))
        #expect(Self.failure("{\"a\":&b [1]}") == DutyFailure(.guideMalformed, ""))
    }
}
