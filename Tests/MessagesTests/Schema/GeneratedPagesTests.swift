import Exchanges
import Foundation
import Messages
import Testing

/// Schema and reference are made of the descriptions. `DUTYMARK_WRITE_REFERENCE=1` writes the committed files anew.
@Suite("Schema and reference are made of the descriptions")
struct GeneratedPagesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/reference")

    private static var reference: String {
        """
        # Reference of the messages

        Made of the descriptions in [Sources/Exchanges](../../Sources/Exchanges) and compared with them by a test; change it
        there. [messages.md](../messages.md) says how the values are written and what the messages are for;
        [the schema](dutymark-messages-1.xsd) says the same for programs.

        \(ReferenceText.of(Outline.of(MessageEnvelope.self)))
        # A message of each kind

        Each with the least that the schema allows; [messages.md](../messages.md) shows messages as they come.

        \(MessageBody.Arm.allCases.map(example).joined(separator: "\n"))
        """
    }

    private static func example(_ arm: MessageBody.Arm) -> String {
        let message = MessageEnvelope(
            id: .sample(Unbounded()), machine: .sample(Unbounded()), body: Outline.sample(of: arm, in: MessageBody.self)
        )
        let xml = String(decoding: MessageCodec().encode(message, layout: .indented), as: UTF8.self)
        return "```xml\n\(xml)\n```\n"
    }

    @Test(arguments: [(MessageSchema.fileName, MessageSchema.text), ("messages.md", reference)])
    func `the committed file is the one that the descriptions make`(_ name: String, _ text: String) throws {
        let file = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["DUTYMARK_WRITE_REFERENCE"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "DUTYMARK_WRITE_REFERENCE=1 writes it anew")
    }
}
