import DutyModel
import Messages
import Testing

@Suite("A damaged message never crashes the decoder")
struct DamageTests {
    let codec = MessageCodec()

    @Test("Cut at any byte, it is refused")
    func truncation() throws {
        var source = MessageSource(seed: 1)
        for message in try source.everyMessage() {
            let bytes = codec.encode(message)
            for length in bytes.indices {
                #expect(throws: DutyFailure.self, "\(length) bytes") { try codec.decode(Array(bytes[..<length])) }
            }
        }
    }

    @Test("With one byte changed, it is refused or read as what it then says", arguments: 0..<8 as Range<UInt64>)
    func mutation(seed: UInt64) throws {
        var source = MessageSource(seed: seed)
        var (refused, read) = (0, 0)
        for message in try source.everyMessage() {
            let bytes = codec.encode(message)
            for _ in 0..<100 {
                let damaged = bytes.damaged(by: &source.generator)
                do throws(DutyFailure) {
                    let value = try codec.decode(damaged)
                    read += 1
                    let again = try codec.decode(codec.encode(value))
                    #expect(again == value)
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > 100)
        #expect(read > 20)
    }
}

extension [UInt8] {
    /// These bytes with one of them changed, taken out, or added.
    func damaged(by generator: inout SeededGenerator) -> [UInt8] {
        var damaged = self
        let place = Int.random(in: indices, using: &generator)
        switch Int.random(in: 0...4, using: &generator) {
        case 0: damaged[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: damaged[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: damaged[place] = self[Int.random(in: indices, using: &generator)]
        case 3: damaged.remove(at: place)
        default: damaged.insert(UInt8.random(in: 0x20...0x7E, using: &generator), at: place)
        }
        return damaged
    }
}
