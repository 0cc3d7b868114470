import DutyModel
import Exchanges
import KeyFiles
import Foundation
import Messages
import ProgramRunning
import Signing

/// Whoever has a machine's disk: the key of its device, its certificate, and a token that is still young.
struct Thief {
    private let client: CertificateClient
    private let signer: any FormSigner
    private let token: AccessToken
    private let machine: MachineSerial
    let psdKey: PSDKeyID

    init(_ place: SystemPlace, _ device: OperatedDevice) async throws {
        client = try await CertificateClient(place)
        machine = try MachineSerial(device.machine)
        psdKey = try PSDKeyID(device.psdKey)
        signer = try FileKeyStore(folder: "\(place.data)/base/keys").key(try KeyName("psd-life-\(psdKey.life)"))
        let question = Self.envelope(machine, .directoryRequest(DirectoryRequest(psdKey: psdKey)), token: nil)
        let answer = try await client.post(question, to: "distributor", as: .machine)
        guard case .directoryAnswer(let directory) = try MessageCodec().decode(Array(answer.output.utf8)).body,
            let token = directory.tokens.first(where: { $0.audience == .transactions })
        else { throw RunFailure("no token: \(answer)") }
        self.token = token
    }

    /// A record that the device's own key signs, with whatever the thief writes into it.
    func record(_ counter: UInt32, _ value: Paise, at time: Timestamp) throws -> SignedUsageRecord {
        let stamp = StampRecord(
            psdKey: psdKey, counter: counter, value: value, time: time, state: try StateCode("MH"),
            article: try Article("4"))
        let usage = UsageRecord(
            stamp: SignedStamp(record: stamp, signature: try signer.sign(stamp.signedForm)),
            registers: Registers(ascending: value, descending: .rupees(1)), previous: .zero)
        return SignedUsageRecord(record: usage, signature: try signer.sign(usage.signedForm))
    }

    /// Brings records to the back end; the code of its refusal, or nil where it took them.
    func upload(_ records: [SignedUsageRecord]) async throws -> FailureCode? {
        let batch = UsageBatch(psdKey: psdKey, records: records)
        let answer = try await client.post(
            Self.envelope(machine, .question(.usage(batch)), token: token), to: "transactions", as: .machine)
        guard case .refusal(let refusal) = try MessageCodec().decode(Array(answer.output.utf8)).body else { return nil }
        return refusal.code
    }

    private static func envelope(_ machine: MachineSerial, _ body: MessageBody, token: AccessToken?) -> String {
        let id = OperationID(unchecked: Array(repeating: 9, count: OperationID.length))
        let bytes = MessageCodec().encode(MessageEnvelope(id: id, machine: machine, token: token, body: body))
        return String(decoding: bytes, as: UTF8.self)
    }
}
