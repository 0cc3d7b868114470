import Foundation
import Messages
import Testing

/// What `--record-messages` leaves for people who want to see what is said.
@Suite("Recorded messages")
struct RecordedMessagesTests {
    @Test("every message of the first path is recorded, valid by the schema, and without its token")
    func recorded() async throws {
        try await withPlace { system in
            let place = system.place
            let folder = place.folder.appending(path: "messages")
            try await system.start(["--record-messages", folder.path])
            try await place.done("refill", "--amount", "5000")
            try await place.done("frank", "--amount", "500", "--instrument", "4")
            try await place.done("upload")
            try await place.done("audit")
            await system.stop()

            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names.allSatisfy { $0.wholeMatch(of: /[0-9]{8}-(request|response)\.xml/) != nil }, "\(names)")
            let schema = place.file(MessageSchema.fileName)
            try MessageSchema.text.write(toFile: schema, atomically: true, encoding: .utf8)
            let judged = try await Program.tool("xmllint", ["--noout", "--schema", schema] + names, in: folder)
            #expect(judged.status == 0, "\(judged)")

            let texts = try names.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
            for kind in [
                "directoryRequest", "directoryAnswer", "refillRequest", "refillAnswer", "usageBatch", "usageReceipt",
                "auditRequest", "auditVerdict",
            ] {
                #expect(texts.contains { $0.contains("<\(kind)>") }, "no \(kind) among \(names)")
            }
            var tokens = 0
            for text in texts {
                for token in text.matches(of: /<token>.*?<\/token>/) {
                    tokens += 1
                    #expect(token.output.contains(/<certificateHash>0{64}<\/certificateHash>/))
                    #expect(token.output.contains(/<signature>0{128}<\/signature>/))
                }
            }
            #expect(tokens >= 4, "hardly a token was seen, so nothing was shown of them")
        }
    }
}
