import DutyModel
import Exchanges
import Foundation
import Testing

@testable import Messages

@Suite("Codec and published schema agree")
struct SchemaTests {
    let codec = MessageCodec()

    @Test("on every message the codec writes")
    func written() throws {
        var messages: [[UInt8]] = []
        for seed in 0..<40 as Range<UInt64> {
            var source = MessageSource(seed: seed)
            for message in try source.everyMessage() {
                messages.append(codec.encode(message))
                messages.append(codec.encode(message.redactingTokens(), layout: .indented))
            }
        }
        let verdicts = try Xmllint.verdicts(on: messages)
        for (message, verdict) in zip(messages, verdicts) where !verdict {
            Issue.record("\(String(decoding: message, as: UTF8.self))")
        }
    }

    @Test("on every defect that a schema can say")
    func defects() throws {
        let verdicts = try Xmllint.verdicts(on: try Defect.all.map { [UInt8](try Data(contentsOf: $0.file)) })
        for (defect, accepted) in zip(Defect.all, verdicts) where defect.schemaCanSay {
            #expect(!accepted, "\(defect.name)")
        }
    }

    @Test("on every message with a line left out or doubled")
    func lines() throws {
        var messages: [[UInt8]] = []
        for seed in [3, 4] as [UInt64] {
            var source = MessageSource(seed: seed)
            for message in try source.everyMessage() {
                let lines = codec.encode(message, layout: .indented).split(separator: UInt8(ascii: "\n"))
                for index in lines.indices {
                    var fewer = lines
                    fewer.remove(at: index)
                    messages.append(Array(fewer.joined(separator: [UInt8(ascii: "\n")])))
                    var more = lines
                    more.insert(lines[index], at: index)
                    messages.append(Array(more.joined(separator: [UInt8(ascii: "\n")])))
                }
            }
        }
        let verdicts = try Xmllint.verdicts(on: messages)
        #expect(verdicts.contains(true))
        for (message, accepted) in zip(messages, verdicts) {
            let read = (try? codec.decode(message)) != nil
            #expect(read == accepted, "\(String(decoding: message, as: UTF8.self))")
        }
    }

    @Test("on every damaged message that the decoder still reads")
    func damaged() throws {
        var readable: [[UInt8]] = []
        var source = MessageSource(seed: 99)
        for message in try source.everyMessage() {
            let bytes = codec.encode(message)
            for _ in 0..<200 {
                let damaged = bytes.damaged(by: &source.generator)
                if (try? codec.decode(damaged)) != nil { readable.append(damaged) }
            }
        }
        #expect(readable.count > 100)
        let verdicts = try Xmllint.verdicts(on: readable)
        for (message, accepted) in zip(readable, verdicts) where !accepted {
            Issue.record("\(String(decoding: message, as: UTF8.self))")
        }
    }

    @Test("on the codes of states")
    func states() throws {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for code in letters.flatMap({ first in letters.map { "\(first)\($0)" } }) {
            let known = (try? StateCode(code)) != nil
            #expect(MessageSchema.text.contains("<xs:enumeration value=\"\(code)\"/>") == known, "\(code)")
        }
    }

    @Test("on namespace, version and counts")
    func constants() {
        let text = MessageSchema.text
        #expect(text.contains("targetNamespace=\"\(MessageSchema.namespace)\""))
        #expect(text.contains("fixed=\"\(MessageSchema.version)\""))
        #expect(text.contains("type=\"record\" maxOccurs=\"\(UsageBatch.recordsMaximum)\""))
        #expect(text.contains("type=\"service\" minOccurs=\"0\" maxOccurs=\"\(ServiceDirectory.servicesMaximum)\""))
        #expect(text.contains("type=\"token\" minOccurs=\"0\" maxOccurs=\"\(DirectoryAnswer.tokensMaximum)\""))
        #expect(text.contains("type=\"answer\" maxOccurs=\"\(GrantReport.grantsMaximum)\""))
        #expect(text.contains("<xs:maxLength value=\"\(2 * ByteKind.certificateMaximum)\"/>"))
        #expect(MessageEnvelope.version.description == "\(MessageSchema.version)")
    }
}
