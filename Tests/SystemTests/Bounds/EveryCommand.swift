import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import NetworkSetup
import Tablet

/// One of each command, in a chain that the compiler keeps whole: a command that nobody added here doesn't compile.
struct EveryCommand {
    private let signature = SignatureBytes(unchecked: Array(repeating: 7, count: 64))
    private let id = OperationID(unchecked: Array(1...16))
    private let nonce = Nonce(unchecked: Array(2...17))
    private let publicKey = PublicKeyBytes(unchecked: Array(repeating: 3, count: 32))
    private let act = ActID(unchecked: Array(3...18))
    private let psdKey: PSDKeyID
    private let time = Timestamp(1_795_500_000)

    /// Commands about this device.
    init(of psdKey: PSDKeyID) { self.psdKey = psdKey }

    /// Those of the command socket. `withdraw` and `nextLife` hold no number and come last.
    func ofSocket() throws -> [MachineCommand] { try Self.chain(from: .status, after) }

    private func after(_ command: MachineCommand) throws -> MachineCommand? {
        switch command {
        case .status: .newAct
        case .newAct: .outcome(of: act)
        case .outcome: .frank(FrankingWish(amount: Paise(100), article: try Article("4"), state: nil), .png)
        case .frank: .refill(amount: Paise(100))
        case .refill: .continueRefill()
        case .continueRefill: .audit()
        case .audit: .upload()
        case .upload: .impression(counter: 1)
        case .impression: .unsettledPrints(from: 1)
        case .unsettledPrints: .print(counter: 1, .first, .png)
        case .print: .delivered(counter: 1, .first)
        case .delivered: .cancelRefill()
        case .cancelRefill: .spoil(counter: 1)
        case .spoil: .networkStanding
        case .networkStanding: .changeNetwork(NetworkWish())
        case .changeNetwork: .confirmNetwork()
        case .confirmNetwork: .testNetwork(full: false)
        case .testNetwork: .examinationStanding
        case .examinationStanding: .examinationPart(0, of: 1)
        case .examinationPart: .confirmed(.refill(amount: Paise(100)))
        case .confirmed: .beginExamination
        case .beginExamination: .withdraw()
        case .withdraw: .nextLife()
        case .nextLife: nil
        }
    }

    /// Those of the link between base and tablet. `witness` comes last: a record that the device does not know stops it.
    func ofLink() throws -> [BaseCommand] { try Self.chain(from: .status, after) }

    private static func chain<Command>(
        from first: Command, _ after: (Command) throws -> Command?
    ) throws -> [Command] {
        var all = [first]
        while let last = all.last, let next = try after(last) { all.append(next) }
        return all
    }

    private var serviceKeys: CertifiedServiceKeys {
        get throws {
            let keys = (4...6).map { PublicKeyBytes(unchecked: Array(repeating: $0, count: 32)) }
            let root = try ServiceRoot(generation: 2, keys: keys)
            let signatures = [RootSignature(key: keys[0], signature: signature)]
            return CertifiedServiceKeys(
                root: root, successions: [RootSuccession(next: root, signatures: signatures)],
                certificates: [
                    ServiceKeyCertificate(
                        purpose: .funds, key: publicKey, number: 1, validFrom: time, validUntil: time,
                        rootGeneration: 2, signatures: signatures)
                ])
        }
    }

    private func after(_ command: BaseCommand) throws -> BaseCommand? {
        switch command {
        case .status: .outcome(of: act)
        case .outcome: .frank(FrankingOrder(amount: Paise(100), article: try Article("4"), state: try StateCode("MH")))
        case .frank: .beginRefill(amount: Paise(100))
        case .beginRefill: .refillRequest()
        case .refillRequest: .applyRefill(answer)
        case .applyRefill: .auditRequest()
        case .auditRequest: .applyVerdict(verdict)
        case .applyVerdict: .noteUpload(act: act)
        case .noteUpload: .usage(from: 1, limit: 5)
        case .usage: .applyReceipt(receipt)
        case .applyReceipt: .recent(limit: 5)
        case .recent: .grants
        case .grants: .licence
        case .licence: .history(from: 1, limit: 5)
        case .history: .completeWithdrawal(order)
        case .completeWithdrawal: .withdrawalRequest
        case .withdrawalRequest: .withdrawalConfirmation
        case .withdrawalConfirmation: .configurationRequest
        case .configurationRequest: .configure(try configuration)
        case .configure: .spoils
        case .spoils: .spoilAcknowledged(counter: 1)
        case .spoilAcknowledged: .printStandings(from: 1, limit: 5)
        case .printStandings: .unsettledPrints(from: 1, limit: 5)
        case .unsettledPrints: .impression(counter: 1)
        case .impression: .drawing(counter: 1, .first, .png)
        case .drawing: .drawingDelivered(counter: 1, .first)
        case .drawingDelivered: .spoil(counter: 2)
        case .spoil: .takeStanding(standing)
        case .takeStanding: .takeServiceKeys(try serviceKeys)
        case .takeServiceKeys:
            .attest(.renewal(CertificateRenewal(certificate: .zero, publicKey: Array(repeating: 4, count: 65))))
        case .attest: .keepCertificate(publicKey.subjectPublicKeyInfo)
        case .keepCertificate: .specimen(.png)
        case .specimen: .beginWithdrawal()
        case .beginWithdrawal: .destroyKey
        case .destroyKey: .beginNextLife()
        case .beginNextLife: .witness(try record)
        case .witness: nil
        }
    }

    private var answer: EnvelopedRefillAnswer {
        let operation = RefillOperation(psdKey: psdKey, id: id, sequence: 4, attempt: 2, amount: Paise(5_000))
        let answer = RefillAnswer(
            operation: operation, decision: .granted(controlTotalAfter: Paise(9_000)), signature: signature)
        return EnvelopedRefillAnswer(
            answer: answer,
            envelope: AnswerEnvelope(answerHash: .zero, nonce: nonce, epoch: 1, time: time, signature: signature))
    }

    private var verdict: AuditVerdict {
        AuditVerdict(
            psdKey: psdKey, id: id, nonce: nonce, statementCounter: 3, differences: [], inspectionDue: time, epoch: 1,
            time: time, signature: signature)
    }

    private var standing: DeviceStanding {
        DeviceStanding(
            psdKey: psdKey, number: StandingNumber(epoch: 1, count: 1), state: .active, reason: .psdRetired, time: time,
            signature: signature)
    }

    private var receipt: UsageReceipt {
        UsageReceipt(psdKey: psdKey, durableThrough: 1, batchHash: .zero, time: time, signature: signature)
    }

    private var order: WithdrawalOrder {
        WithdrawalOrder(
            psdKey: psdKey, id: id, nonce: nonce, statementCounter: 3, removed: Paise(100), epoch: 1, time: time,
            signature: signature)
    }

    private var configuration: DeviceConfiguration {
        get throws {
            DeviceConfiguration(
                authorisation: Authorisation(
                    psdKey: psdKey, psdPublicKey: publicKey, machine: try MachineSerial("M-1"),
                    licence: try LicenceNumber("L-1"), state: try StateCode("MH"), customer: try CustomerAccount("C-1"),
                    limits: FrankingLimits(), fundsKey: publicKey, transactionsKey: publicKey, issuedAt: time),
                signature: signature, certificate: [1, 2, 3], replaces: nil)
        }
    }

    private var record: SignedUsageRecord {
        get throws {
            let stamp = StampRecord(
                psdKey: psdKey, counter: 1, value: Paise(500), time: time, state: try StateCode("MH"),
                article: try Article("4"))
            return SignedUsageRecord(
                record: UsageRecord(
                    stamp: SignedStamp(record: stamp, signature: signature),
                    registers: Registers(ascending: Paise(500), descending: Paise(500)), previous: .zero),
                signature: signature)
        }
    }
}
