import DutyModel
import Exchanges
import Messages
import Testing

@Suite("A published message gives no right away")
struct RedactionTests {
    @Test("Signature and certificate hash of every token are zeros; all else stays")
    func redacting() throws {
        var source = MessageSource(seed: 5)
        let token = AccessToken.visit(nil, &source)
        let directory = ServiceDirectory(
            version: 1, issuedAt: source.moment(), expiresAt: source.moment(), services: [], signature: source.draw())
        let message = MessageEnvelope(
            id: source.draw(), machine: source.draw(), token: token,
            body: .directoryAnswer(DirectoryAnswer(directory: directory, tokens: [token], auditWanted: true)))
        let published = message.redactingTokens()
        let shown = try #require(published.token)
        #expect(shown.certificateHash == .zero)
        #expect(shown.signature.bytes.allSatisfy { $0 == 0 })
        #expect(shown.machine == token.machine && shown.psdKey == token.psdKey)
        let answer = DirectoryAnswer(directory: directory, tokens: [shown], auditWanted: true)
        #expect(published.body == .directoryAnswer(answer))
        let text = String(decoding: MessageCodec().encode(published), as: UTF8.self)
        #expect(!text.contains(token.signature.hex) && !text.contains(token.certificateHash.hex))
    }
}

@Suite("A refusal holds what is sent")
struct RefusalTests {
    @Test("Sentences become one line of at most 500 characters")
    func sentences() {
        let long = String(repeating: "स", count: 600)
        let refusal = Refusal(code: .internalError, message: "a\nb\u{0}c\u{FFFF}", remedy: long)
        #expect(refusal.message == "a b c\u{FFFD}")
        #expect(refusal.remedy.unicodeScalars.count == Refusal.sentenceCharacters)
    }

    @Test("A failure goes over as it is")
    func failure() {
        let failure = DutyFailure(.amountOverCap, "Too much.", remedy: "Ask for less.", maximumAllowed: Paise(7))
        let back = Refusal(failure).failure
        #expect(back.code == failure.code && back.message == failure.message)
        #expect(back.remedy == failure.remedy && back.maximumAllowed == failure.maximumAllowed)
    }
}
