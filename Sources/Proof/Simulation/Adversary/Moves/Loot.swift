import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import Tablet

/// Values of one kind that an adversary has seen: as many as fit, each as likely as any other to be among them.
struct Keepsakes<Value> {
    private static var most: Int { 48 }
    private(set) var values: [Value] = []
    private var seen = 0

    mutating func keep(_ value: Value, _ random: inout SeededRandom) {
        seen += 1
        guard values.count >= Self.most else { return values.append(value) }
        // A part of the oldest stays for ever.
        let place = random.below(seen)
        if place < Self.most { values[place] = value } else { values[values.count - 1] = value }
    }

    func any(_ random: inout SeededRandom) -> Value? { values.isEmpty ? nil : values[random.below(values.count)] }
}

/// Everything that an adversary has seen: all that bases and back end ever answered, of all devices and lives.
struct Loot {
    var refills = Keepsakes<EnvelopedRefillAnswer>()
    var verdicts = Keepsakes<AuditVerdict>()
    var orders = Keepsakes<WithdrawalOrder>()
    var receipts = Keepsakes<UsageReceipt>()
    var standings = Keepsakes<DeviceStanding>()
    var configurations = Keepsakes<DeviceConfiguration>()
    var records = Keepsakes<SignedUsageRecord>()
    var grants = Keepsakes<RefillAnswer>()
    var questions = Keepsakes<ServiceQuestion>()
    var keys = Keepsakes<PSDKeyID>()
    var acts = Keepsakes<ActID>()

    mutating func keep(_ reply: ServiceReply, _ random: inout SeededRandom) {
        switch reply {
        case .refillAnswer(let answer):
            refills.keep(answer, &random)
            grants.keep(answer.answer, &random)
        case .auditVerdict(let verdict): verdicts.keep(verdict, &random)
        case .withdrawalOrder(let order): orders.keep(order, &random)
        case .usageReceipt(let receipt): receipts.keep(receipt, &random)
        case .configuration(let configuration): configurations.keep(configuration, &random)
        case .certificate, .acknowledgement: break
        }
    }

    mutating func keep(_ answer: BaseAnswer, _ random: inout SeededRandom) {
        switch answer {
        case .franked(let record): records.keep(record, &random)
        case .records(let list): if let record = list.last { records.keep(record, &random) }
        case .grants(let list): if let grant = list.last { grants.keep(grant, &random) }
        case .licence(let configuration?): configurations.keep(configuration, &random)
        case .spoils(let list): if let spoil = list.last { questions.keep(.spoil(spoil), &random) }
        default: if let question = answer.question { questions.keep(question, &random) }
        }
    }
}

extension BaseAnswer {
    /// The question to the back end that a base signed; nil where it is none.
    var question: ServiceQuestion? {
        switch self {
        case .refillRequest(let request): .refill(request)
        case .auditRequest(let request): .audit(request)
        case .withdrawalRequest(let request): .withdrawal(request)
        case .withdrawalConfirmation(let confirmation): .withdrawalConfirmation(confirmation)
        case .configurationRequest(let request): .configuration(request)
        case .spoiled(let spoil): .spoil(spoil)
        case .attested(let attestation): .attestation(attestation)
        default: nil
        }
    }
}

extension ServiceReply {
    /// The command that hands this answer to a base; nil for one that says nothing to it.
    var command: BaseCommand? {
        switch self {
        case .refillAnswer(let answer): .applyRefill(answer)
        case .auditVerdict(let verdict): .applyVerdict(verdict)
        case .withdrawalOrder(let order): .completeWithdrawal(order)
        case .usageReceipt(let receipt): .applyReceipt(receipt)
        case .configuration(let configuration): .configure(configuration)
        case .certificate, .acknowledgement: nil
        }
    }
}
