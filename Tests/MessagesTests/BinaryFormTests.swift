import DutyModel
import Exchanges
import Testing

/// The form that journal and books share, tried on everything that a message can hold.
@Suite("The binary form of every value") struct BinaryFormTests {
    private static func read(_ bytes: [UInt8]) throws(DutyFailure) -> MessageEnvelope {
        var reader = BinaryReader(bytes[...], refusing: .dataMalformed, "It is damaged.")
        let envelope = try reader.next(MessageEnvelope.self)
        try reader.requireEnd()
        return envelope
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func `is read as it was written`(_ seed: UInt64) throws {
        var source = MessageSource(seed: seed)
        for message in try source.everyMessage() {
            #expect(try Self.read(BinaryWriter.bytes(of: message)) == message)
        }
    }

    @Test func `is refused where it is cut off or goes on`() throws {
        var source = MessageSource(seed: 31)
        for message in try source.everyMessage() {
            let bytes = BinaryWriter.bytes(of: message)
            for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
                #expect(throws: DutyFailure(.dataMalformed, "")) { try Self.read(Array(bytes.prefix(count))) }
            }
            #expect(throws: DutyFailure(.dataMalformed, "")) { try Self.read(bytes + [0]) }
        }
    }

    @Test func `is another value or none where a byte changed`() throws {
        var source = MessageSource(seed: 32)
        for message in try source.everyMessage() {
            let bytes = BinaryWriter.bytes(of: message)
            for _ in 0..<200 {
                var damaged = bytes
                damaged[Int.random(in: bytes.indices, using: &source.generator)] ^=
                    UInt8.random(in: 1...255, using: &source.generator)
                guard let read = try? Self.read(damaged) else { continue }
                // A refusal makes one line of whatever text it is given.
                if case .refusal = read.body { continue }
                #expect(read != message && BinaryWriter.bytes(of: read) == damaged)
            }
        }
    }
}
