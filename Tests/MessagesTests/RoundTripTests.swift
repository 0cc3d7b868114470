import DutyModel
import Exchanges
import Messages
import Testing

@Suite("Every message comes back as it was written")
struct RoundTripTests {
    let codec = MessageCodec()

    @Test("with values drawn at random", arguments: 0..<200 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var source = MessageSource(seed: seed)
        for message in try source.everyMessage() {
            let bytes = codec.encode(message)
            #expect(try codec.decode(bytes) == message, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(try codec.decode(codec.encode(message, layout: .indented)) == message)
        }
    }

    @Test("each record of a full batch of the longest records, within the limits")
    func fullBatch() throws {
        let key = PSDKeyID(serial: PSDSerial(UInt32.max), life: 255)
        let hash = try #require(ContentHash(Array(repeating: 255, count: 32)))
        let signature = try #require(SignatureBytes(Array(repeating: 255, count: 64)))
        let most = Paise(Int64.max)
        let stamp = StampRecord(
            psdKey: key, counter: UInt32.max, value: most, time: Timestamp(Int64(UInt32.max)),
            state: try StateCode("MH"), article: try Article("123456789012"))
        let record = SignedUsageRecord(
            record: UsageRecord(
                stamp: SignedStamp(record: stamp, signature: signature),
                registers: Registers(ascending: most, descending: most), previous: hash),
            signature: signature)
        let records = Array(repeating: record, count: UsageBatch.recordsMaximum)
        let message = MessageEnvelope(
            id: try #require(OperationID(Array(repeating: 255, count: 16))), machine: try MachineSerial("B700-0001"),
            body: .question(.usage(UsageBatch(psdKey: key, records: records, hash: hash))))
        let bytes = codec.encode(message)
        #expect(bytes.count < codec.limits.bytes / 2)
        #expect(try codec.decode(bytes) == message)
    }
}
