import DutyModel
import Exchanges
import Foundation
import Messages
import Testing

@Suite("Every way to break a description once")
struct OutlineDefectTests {
    private static func defects() throws -> [OutlineDefect] {
        var defects = OutlineDefects()
        let outline = Outline.of(MessageEnvelope.self)
        for seed in [11, 12] as [UInt64] {
            var source = MessageSource(seed: seed)
            for message in try source.everyMessage() {
                defects.add(
                    String(decoding: MessageCodec().encode(message, layout: .indented), as: UTF8.self), outline)
            }
        }
        return defects.all
    }

    @Test func `is refused by the decoder with the code of its kind, and by the schema`() throws {
        let defects = try Self.defects()
        #expect(defects.count > 5_000)
        let messages = defects.map { Array($0.message.utf8) }
        let verdicts = try Xmllint.verdicts(on: messages)
        var kinds: [String: Int] = [:]
        for (defect, accepted) in zip(defects, verdicts) {
            #expect(!accepted, "the schema takes it: \(defect.what)")
            do throws(DutyFailure) {
                _ = try MessageCodec().decode(Array(defect.message.utf8))
                Issue.record("the decoder takes it: \(defect.what)")
            } catch {
                kinds[error.code.rawValue, default: 0] += 1
                guard !defect.code.isEmpty, error.code != .xmlTextTooLong, error.code != .xmlTooLarge else { continue }
                #expect(error.code.rawValue == defect.code, "\(defect.what): \(error.message)")
            }
        }
        // No kind of refusal is left out.
        for kind in ["xml_value_bad", "xml_element_missing", "xml_element_doubled", "xml_element_unexpected"] {
            #expect(kinds[kind, default: 0] > 20, "\(kind): \(kinds)")
        }
    }
}
