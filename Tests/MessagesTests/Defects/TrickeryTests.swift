import DutyModel
import Foundation
import Messages
import Testing

/// SQL, XML and shell trickery in every field of every message.
@Suite("Trickery in a field is refused, or is just a sentence")
struct TrickeryTests {
    private static let tricks = [
        "'; DROP TABLE ledger_legs; --", "1 OR 1=1", "\" OR \"\"=\"", "P00000042-1' UNION SELECT * FROM psds --",
        "<amount>1</amount>", "]]>", "&xxe;", "$(reboot)", "../../etc/passwd", "%s%n", "9223372036854775808",
        "-9223372036854775808", "1e9", "0x10", "\u{202E}1", "1\u{0}",
    ]
    /// The two fields that carry sentences for people; whatever stands there is shown and never read.
    private static let sentences: Set<String> = ["message", "remedy"]
    /// Amounts end where 64 bits with a sign end.
    private static let amounts: Set<String> = [
        "amount", "value", "ascending", "descending", "controlTotalAfter", "maximumAllowed", "removed", "cap",
        "descendingMaximum", "valuePerInspection",
    ]
    private let codec = MessageCodec()

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
        default: false
        }
    }

    /// The places of the texts between tags: `<name>text</name>`.
    private func leaves(of xml: String) throws -> [(name: String, text: Range<String.Index>)] {
        let pattern = try Regex("<([A-Za-z]+)>([^<]*)</\\1>")
        return xml.matches(of: pattern).compactMap { match in
            guard let name = match.output[1].substring, let text = match.output[2].range else { return nil }
            return (String(name), text)
        }
    }

    private func escaped(_ trick: String) -> String {
        trick.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
    }

    @Test("whether it is escaped or not")
    func everyField() throws {
        var source = MessageSource(seed: 7)
        var tried = 0
        for message in try source.everyMessage() {
            let xml = String(decoding: codec.encode(message), as: UTF8.self)
            for leaf in try leaves(of: xml) {
                for trick in Self.tricks {
                    for text in [escaped(trick), trick] where text != String(xml[leaf.text]) {
                        let changed = xml.replacingCharacters(in: leaf.text, with: text)
                        tried += 1
                        guard let read = try? codec.decode(Array(changed.utf8)) else { continue }
                        // A name or a count may be of letters and digits, whatever they mean elsewhere.
                        let isWord = trick.utf8.allSatisfy(Self.isWordByte) && !Self.amounts.contains(leaf.name)
                        #expect(isWord || Self.sentences.contains(leaf.name), "\(leaf.name) takes “\(trick)”")
                        #expect(try codec.decode(codec.encode(read)) == read)
                    }
                }
            }
        }
        #expect(tried > 1_000)
    }
}
