import DutyModel
import Exchanges
import Testing

@testable import Messages

/// A machine that is older than its back end reads what it is told, with reasons that it doesn't know.
@Suite struct NewerCodeTests {
    private let newer = FailureCode(rawValue: "of_a_newer_version")

    private func roundTrip(_ body: MessageBody, standing: DeviceStanding? = nil) throws -> MessageEnvelope {
        var source = MessageSource(seed: 1)
        let codec = MessageCodec()
        let sent = MessageEnvelope(id: source.draw(), machine: source.draw(), standing: standing, body: body)
        let bytes = codec.encode(sent)
        #expect(String(decoding: bytes, as: UTF8.self).contains(">of_a_newer_version<"))
        let read = try codec.decode(bytes)
        #expect(read == sent && codec.encode(read) == bytes)
        return read
    }

    @Test func `a refusal is read, and leaves open what became of the command`() throws {
        let refusal = Refusal(code: try #require(newer), message: "It can't be done.", remedy: "Ask the operator.")
        guard case .refusal(let read) = try roundTrip(.refusal(refusal)).body else {
            Issue.record("not a refusal")
            return
        }
        #expect(read.code == newer && read.code.category == .unknown)
        #expect(read.failure.outcome == .notKnown && read.failure.remedy == "Ask the operator.")
    }

    @Test func `a signed standing keeps its reason's text, so that its signature can be checked`() throws {
        var source = MessageSource(seed: 2)
        let standing = DeviceStanding(
            psdKey: source.draw(), number: StandingNumber(epoch: 1, count: 2), state: .blocked,
            reason: newer, time: source.moment(), signature: source.draw())
        #expect(try roundTrip(.reply(.acknowledgement), standing: standing).standing == standing)
    }
}
