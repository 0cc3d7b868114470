import DutyModel
import Exchanges
import Foundation
import Testing

@testable import Messages

@Suite("docs/messages.md")
struct MessagesPageTests {
    let page: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        page = try String(contentsOf: root.appending(path: "docs/messages.md"), encoding: .utf8)
    }

    @Test("shows each message as the encoder writes it")
    func examples() throws {
        let codec = MessageCodec()
        let examples = try ExampleMessages.all()
        // The reference has one of every kind.
        let headings = examples.map(\.heading)
        #expect(headings == MessageBody.Arm.allCases.map(\.rawValue).filter(Set(headings).contains))
        for example in examples {
            let written = String(decoding: codec.encode(example.message, layout: .indented), as: UTF8.self)
            let section = try #require(page.components(separatedBy: "\n### `\(example.heading)`\n").dropFirst().first)
            let block = section.components(separatedBy: "```xml\n").dropFirst().first?.components(separatedBy: "\n```")
            #expect(block?.first == written, "\(example.heading)")
        }
    }

    @Test("names every limit with its default, and every code of the decoder")
    func limitsAndCodes() {
        let limits = MessageLimits()
        let numbers = [limits.bytes, limits.depth, limits.attributesPerElement, limits.nameBytes, limits.textBytes]
        for (name, number) in zip(["bytes", "depth", "attributesPerElement", "nameBytes", "textBytes"], numbers) {
            #expect(page.contains("| `\(name)` | \(number) |"), "\(name)")
        }
        for code in FailureCodeGroup.messages.codes where code.rawValue.hasPrefix("xml_") {
            #expect(page.contains("| `\(code.rawValue)` |"), "\(code.rawValue)")
        }
    }
}
