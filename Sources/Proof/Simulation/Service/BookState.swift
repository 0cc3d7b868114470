import DutyModel
import Exchanges
import FundsLedger

/// A device in the simulated books.
struct DeviceBook {
    var account: DeviceAccount
    /// All grants of this life, by their sequences, without a gap.
    var grants: [GrantRow] = []
    var statements: [UInt64: ContentHash] = [:]
    var verdicts: [VerdictName: (content: ContentHash, verdict: AuditVerdict)] = [:]
    var audits: Set<OperationID> = []
    var head: UsageHead
    /// Accepted records by their counters.
    var usage: [UInt32: UsageRow] = [:]
    /// The hashes of records that were set aside, with their counters.
    var aside: [ContentHash: UInt32] = [:]
    /// The request to be withdrawn that was refused for money on its way.
    var finalRequest: WithdrawalRequest?
    var withdrawal: WithdrawalOnBook?
    var isWithdrawalConfirmed = false
    var spoils: [UInt32: SpoilDeclaration] = [:]
    var refunds: [UInt32: RefundOnBook] = [:]
    /// The standings that were issued, in the order of their numbers.
    var standings: [DeviceStanding] = []
    /// The acts on which an operator gave a word.
    var words: Set<String> = []
    /// Money granted and neither delivered nor returned.
    var inTransit: Int64 = 0

    init(account: DeviceAccount) {
        self.account = account
        head = UsageHead(point: account.start.usagePoint, controlTotal: account.start.ascending)
    }
}

/// A grant and what became of it.
struct GrantRow {
    var grant: GrantOnBook
    let operation: OperationID
    var end: GrantEnd? { grant.end }
}

/// The name of a stored verdict.
struct VerdictName: Hashable {
    let id: OperationID
    let nonce: Nonce
}

/// An accepted usage record.
struct UsageRow {
    let chainHash: ContentHash
    /// The beginning of the record's signature.
    let mark: UInt64
    let point: UsagePoint
    let duty: UsageDuty
}

/// The rows of the back end's database, all of one customer: the sum of the writes that were made.
struct BookState {
    var epoch: UInt64 = 1
    var devices: [DeviceBook] = []
    var balances: [LedgerAccount: Int64] = [:]
    var bookings: Set<String> = []
    var challans: Set<String> = []
    /// What came in, by its challan.
    var deposits: [String: DepositOnBook] = [:]
    var answers: [OperationID: RefillAnswer] = [:]
    /// Alarms that stand, as code and device.
    var alarms: Set<String> = []
    /// A promise that a write broke.
    var broken: String?

    func place(of key: PSDKeyID) -> Int? { devices.firstIndex { $0.account.psdKey == key } }

    func book(of key: PSDKeyID) -> DeviceBook? { place(of: key).map { devices[$0] } }

    func balance(_ account: LedgerAccount) -> Int64 { balances[account] ?? 0 }

    /// Whether the deposit under this challan was taken out again.
    func isReversed(_ challan: String) -> Bool {
        bookings.contains("\(LedgerOperation.Kind.reversal.rawValue):\(challan)")
    }
}

/// One row written; a transaction is a list of these, and so is what a replica receives.
enum BookWrite {
    case device(DeviceAccount)
    case answer(RefillAnswer)
    case withdrawal(WithdrawalOnBook, PSDKeyID)
    /// Another row of this device.
    case row(of: PSDKeyID, (inout DeviceBook) -> Void)
    /// A row of no device.
    case common((inout BookState) -> Void)
}

extension BookState {
    mutating func apply(_ write: BookWrite) {
        switch write {
        case .device(let account): set(account)
        case .answer(let answer): answers[answer.operation.id] = answer
        case .withdrawal(let withdrawal, let key): change(key) { $0.withdrawal = withdrawal }
        case .row(let key, let edit): change(key, edit)
        case .common(let edit): edit(&self)
        }
    }

    private mutating func set(_ account: DeviceAccount) {
        if let place = place(of: account.psdKey) {
            devices[place].account = account
        } else {
            devices.append(DeviceBook(account: account))
        }
    }

    private mutating func change(_ key: PSDKeyID, _ edit: (inout DeviceBook) -> Void) {
        if let place = place(of: key) { edit(&devices[place]) }
    }

    /// Moves the balances, and notes a leg too many or a balance below zero.
    mutating func book(_ operation: LedgerOperation) {
        if !bookings.insert(operation.id).inserted { broken = "\(operation.id) was booked twice" }
        if case .deposit(let challan)? = BookingFact(id: operation.id, kind: operation.kind),
            let amount = operation.legs.last?.amount
        {
            deposits[challan] = DepositOnBook(customer: operation.customer, challan: challan, amount: amount)
        }
        var sum: Int64 = 0
        for leg in operation.legs {
            sum += leg.amount.count
            let after = balances[leg.account, default: 0] + leg.amount.count
            balances[leg.account] = after
            if after < 0, leg.account.staysPositive {
                broken = "\(operation.id) leaves \(after) paise in \(leg.account.name)"
            }
        }
        if sum != 0 { broken = "the legs of \(operation.id) sum to \(sum)" }
    }
}

extension DeviceBook {
    mutating func add(_ grant: GrantOnBook, _ operation: OperationID) {
        grants.append(GrantRow(grant: grant, operation: operation))
        inTransit += grant.amount.count
    }

    mutating func settle(_ sequence: UInt64, _ end: GrantEnd) {
        guard let place = grants.firstIndex(where: { $0.grant.sequence == sequence && $0.end == nil }) else { return }
        let grant = grants[place].grant
        inTransit -= grant.amount.count
        grants[place].grant = GrantOnBook(
            sequence: grant.sequence, amount: grant.amount, controlTotalAfter: grant.controlTotalAfter,
            answerHash: grant.answerHash, end: end)
    }
}
