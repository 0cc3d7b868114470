import DutyModel
import Exchanges

/// The books of the funds and transactions services within one transaction: what `FundsDesk` reads and writes.
///
/// One transaction of a database is one value of this; a simulation has its own. Nothing here decides anything, and
/// what is written is durable only when the transaction is. Every call throws what its engine throws; a call that
/// throws ends the transaction, and nothing of it remains.
package protocol FundsBooks {
    // MARK: Devices

    /// The device, or nil.
    func device(_ psdKey: PSDKeyID) throws(DutyFailure) -> DeviceAccount?
    /// Writes what may change of a device, where its next sequence is still the one it was read with; throws
    /// `commit_unknown` where another transaction moved it.
    func update(_ device: DeviceAccount, readAtSequence sequence: UInt64) throws(DutyFailure)
    /// Takes a new key in; throws `operation_conflict` where it is in already.
    func add(_ device: DeviceAccount) throws(DutyFailure)
    /// The life of this device before this one, or nil.
    func lifeBefore(_ psdKey: PSDKeyID) throws(DutyFailure) -> DeviceAccount?
    /// Keeps a standing that was signed for the device, for ever; throws `ledger_broken` where its number is taken.
    func add(_ standing: DeviceStanding, of device: DeviceAccount) throws(DutyFailure)
    /// Keeps an operator's word that money may be paid all the same, for ever; throws `ledger_broken` where the act has one.
    func add(_ word: OperatorWord, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure)
    /// Raises an alarm; the same one stands once, and anew where it was settled before.
    func raise(_ code: FailureCode, on device: DeviceAccount, detail: String, at time: Timestamp) throws(DutyFailure)
    /// Whether an alarm of this code stands open on the device, or on its customer without naming a device.
    func hasOpenAlarm(_ code: FailureCode, on device: DeviceAccount) throws(DutyFailure) -> Bool

    // MARK: Ledger

    /// Books an operation and moves the balances; false, and nothing changed, where it was booked before.
    ///
    /// Throws `ledger_broken` where a balance that stays positive would fall below zero.
    func post(_ operation: LedgerOperation, at time: Timestamp) throws(DutyFailure) -> Bool
    /// Takes a challan number, which is used once by all customers together; false where it was taken before.
    func take(challan: String, for customer: CustomerAccount) throws(DutyFailure) -> Bool
    /// What was paid in under a challan number, by whomever; nil where nothing was.
    func deposit(challan: String) throws(DutyFailure) -> DepositOnBook?
    /// Whether what was paid in under a challan number was taken out again.
    func isReversed(challan: String) throws(DutyFailure) -> Bool
    /// Stores why a deposit was reversed, for ever.
    func add(_ reversal: DepositReversal, at time: Timestamp) throws(DutyFailure)
    /// What an account holds; zero for one that was never used.
    func balance(_ account: LedgerAccount, of customer: CustomerAccount) throws(DutyFailure) -> Paise

    // MARK: Refills

    /// The answer stored under an operation's id, or nil.
    func refill(_ id: OperationID, of customer: CustomerAccount) throws(DutyFailure) -> RefillAnswer?
    /// The highest attempt decided at this sequence; 0 where none was.
    func lastAttempt(at sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> UInt32
    /// Stores a decision for ever.
    func store(_ answer: RefillAnswer, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure)
    /// The grant with this sequence, or nil.
    func grant(_ sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> GrantOnBook?
    /// The grants whose control total is not below this one, in order.
    func grants(fromControlTotal total: Paise, of device: DeviceAccount) throws(DutyFailure) -> [GrantOnBook]
    /// The grants up to this sequence that are still in transit, in order.
    func grantsInTransit(through sequence: UInt64, of device: DeviceAccount) throws(DutyFailure) -> [GrantOnBook]
    /// Remembers a grant that is in transit.
    func add(_ grant: GrantOnBook, operation: OperationID, of device: DeviceAccount) throws(DutyFailure)
    /// Takes note that a grant is no longer in transit.
    func settle(
        _ grant: GrantOnBook, as end: GrantEnd, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure)

    // MARK: Statements and audits

    /// The hash of the statement seen with this counter, or nil.
    func statementHash(_ counter: UInt64, of device: DeviceAccount) throws(DutyFailure) -> ContentHash?
    /// Remembers a statement's hash under its counter.
    func remember(
        _ hash: ContentHash, counter: UInt64, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure)
    /// The verdict stored for this id and nonce, with the hash of the request it judged; nil for none.
    func verdict(
        _ id: OperationID, nonce: Nonce, of device: DeviceAccount
    ) throws(DutyFailure) -> (content: ContentHash, verdict: AuditVerdict)?
    /// Whether an audit of this name was judged before, in whatever try.
    func knowsAudit(_ id: OperationID, of device: DeviceAccount) throws(DutyFailure) -> Bool
    /// Stores a verdict under the id and nonce that it names.
    func store(
        _ verdict: AuditVerdict, content: ContentHash, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure)

    // MARK: Usage

    /// Where the usage records of a device stand; its life's start before the first.
    func usageHead(of device: DeviceAccount) throws(DutyFailure) -> UsageHead
    /// Where they stood at an accepted record, or nil where it is not held or was set aside.
    func usagePoint(at counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> UsagePoint?
    /// Moves the head.
    func move(_ head: UsageHead, of device: DeviceAccount) throws(DutyFailure)
    /// Inserts an accepted record.
    func add(
        _ record: SignedUsageRecord, reportedDuty: Paise, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure)
    /// Whether exactly this record is held, accepted or set aside.
    func holds(_ record: SignedUsageRecord, of device: DeviceAccount) throws(DutyFailure) -> Bool
    /// Keeps a record raw for an operator; the same one is kept once.
    func setAside(
        _ record: SignedUsageRecord, because reason: FailureCode, of device: DeviceAccount, at time: Timestamp
    ) throws(DutyFailure)
    /// The duty of an accepted record and its state, or nil where it is not held or was set aside.
    func usageDuty(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> UsageDuty?

    // MARK: The end of a device

    /// The request to be withdrawn that was refused because money is on its way to the device, or nil.
    func finalRequest(of device: DeviceAccount) throws(DutyFailure) -> WithdrawalRequest?
    /// Keeps that request for ever, as the device's signed word that it never applies what is on its way; the first
    /// one stays.
    func keep(_ request: WithdrawalRequest, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure)
    /// The withdrawal of a device, or nil.
    func withdrawal(of device: DeviceAccount) throws(DutyFailure) -> WithdrawalOnBook?
    /// Remembers a withdrawal that was ordered.
    func add(_ withdrawal: WithdrawalOnBook, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure)
    /// Takes note that the device gave its funds up and that its key is no more; the first time counts.
    func confirmWithdrawal(of device: DeviceAccount, at time: Timestamp) throws(DutyFailure)

    // MARK: Spoiled impressions

    /// The declaration stored for an impression, or nil.
    func spoil(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> SpoilDeclaration?
    /// Stores a declaration for ever.
    func add(_ spoil: SpoilDeclaration, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure)
    /// The refund paid for an impression, or nil.
    func refund(_ counter: UInt32, of device: DeviceAccount) throws(DutyFailure) -> RefundOnBook?
    /// Stores a refund for ever.
    func add(_ refund: RefundOnBook, of device: DeviceAccount, at time: Timestamp) throws(DutyFailure)
}
