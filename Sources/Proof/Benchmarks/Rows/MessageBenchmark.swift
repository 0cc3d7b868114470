import DutyModel
import Exchanges
import Foundation
import Messages

/// Encodes and decodes a usage batch of 100 records, and lets xmllint read the same bytes; medians of
/// `rounds` rounds in which both take turns. Throws where xmllint (Debian: libxml2-utils) cannot be run.
func messageBenchmark(rounds: Int = 25) async throws -> BenchmarkRow {
    let codec = MessageCodec()
    let message = try batchOfHundred()
    let bytes = codec.encode(message)
    let file = FileManager.default.temporaryDirectory.appending(path: "dutymark-batch-\(UUID().uuidString).xml")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }

    let passes = 200
    let rates = try await medians(of: rounds) {
        try batchesPerSecond(passes: passes) { try codecPasses(passes, of: message, by: codec) }
    } _: {
        try batchesPerSecond(passes: passes) { try xmllintPasses(passes, over: file) }
    }
    return BenchmarkRow(
        name: "usage batch of 100 records, encode + decode", ours: rates.own, peer: rates.peer, goal: 0.5,
        floor: 0.25, unit: "batches/s", peerName: "xmllint --noout --stream --repeat")
}

private func batchesPerSecond(passes: Int, _ work: () throws -> Void) rethrows -> Double {
    let time = try ContinuousClock().measure(work)
    return Double(passes) / (time / .seconds(1))
}

private func codecPasses(_ passes: Int, of message: MessageEnvelope, by codec: MessageCodec) throws {
    for _ in 0..<passes {
        guard try codec.decode(codec.encode(message)) == message else {
            throw DutyFailure(.internalError, "A usage batch did not come back as it was written.")
        }
    }
}

// `--repeat` reads each file named 100 times; the file is named so often that starting the program does not count.
private func xmllintPasses(_ passes: Int, over file: URL) throws {
    let files = Array(repeating: file.path, count: passes / 100)
    try Tool.run(["xmllint", "--noout", "--stream", "--repeat"] + files)
}

private func batchOfHundred() throws -> MessageEnvelope {
    var generator = SystemRandomNumberGenerator()
    func bytes<Value: ByteValue>() -> Value {
        Value(unchecked: (0..<Value.length).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
    let key = PSDKeyID(serial: PSDSerial(42), life: 1)
    let state = try StateCode("MH")
    let article = try Article("5(h)(B)")
    let records = (1...100).map { counter in
        let stamp = StampRecord(
            psdKey: key, counter: UInt32(40_000 + counter), value: .rupees(500),
            time: Timestamp(1_795_500_000 + Int64(counter) * 97), state: state, article: article)
        let registers = Registers(
            ascending: .rupees(20_000_000 + Int64(counter) * 500), descending: .rupees(90_000 - Int64(counter) * 500))
        return SignedUsageRecord(
            record: UsageRecord(
                stamp: SignedStamp(record: stamp, signature: bytes()), registers: registers, previous: bytes()),
            signature: bytes())
    }
    return MessageEnvelope(
        id: bytes(), machine: try MachineSerial("B700-0001"),
        body: .question(.usage(UsageBatch(psdKey: key, records: records, hash: bytes()))))
}
