import DutyModel
import Exchanges

/// What a clerk can do with the machine; the page and the command socket both speak to this and nothing else.
///
/// Whatever changes something is done in the name of an act, which the asker makes with `newAct` before it asks. The same
/// act a second time changes nothing and gives what came of it the first time. A failure says of the act what is known;
/// where that is nothing, `outcome(of:)` is asked.
public protocol MachineOperations: Sendable {
    /// How the machine reaches the network.
    nonisolated var network: any NetworkDesk { get }
    /// Who finds out what blocks the network; nil where this computer cannot be asked.
    nonisolated var doctor: MachineDoctor? { get }
    /// From which amount on a person is asked once more before franking or topping up.
    nonisolated var confirmation: AmountConfirmation { get }
    /// How the machine stands.
    func snapshot() async -> MachineSnapshot
    /// The last impressions, newest first.
    func recentImpressions(limit: Int) async throws(DutyFailure) -> [ImpressionSummary]
    /// A new name for something that is about to be asked for; nothing is asked for by this.
    func newAct() async throws(DutyFailure) -> ActID
    /// What became of an act. One that the base has not taken by now is refused from now on, so that “not done” stays
    /// true; until the base answers it is not known.
    func outcome(of act: ActID) async -> ActReport
    /// Franks: when this returns, the debit is durable and the impression can be drawn.
    func frank(_ order: FrankingWish, act: ActID?) async throws(DutyFailure) -> ImpressionSummary
    /// Asks for funds and sees the refill through to its answer; when the network fails, the refill stays
    /// pending and the failure says so.
    func refill(amount: Paise, act: ActID?) async throws(DutyFailure) -> RefillOutcome
    /// Takes up the pending refill where it stopped.
    func continueRefill(act: ActID?) async throws(DutyFailure) -> RefillOutcome
    /// Gives the pending refill up; it ends with its decision, which may have been taken before.
    func cancelRefill(act: ActID?) async throws(DutyFailure) -> RefillOutcome
    /// Has the registers compared with the books.
    func audit(act: ActID?) async throws(DutyFailure) -> AuditOutcome
    /// Sends what waits, and deletes it once the receipt says it is durable.
    func upload(act: ActID?) async throws(DutyFailure) -> UploadOutcome
    /// Withdraws the machine for good: what is left goes back to the customer's account. Goes on where it stopped.
    func withdraw(act: ActID?) async throws(DutyFailure) -> WithdrawalOutcome
    /// Gives a withdrawn device its next life; its licence is asked for by itself.
    func beginNextLife(act: ActID?) async throws(DutyFailure)
    /// Declares the print of an impression spoiled: it is never drawn again, and the duty stays debited here.
    func declareSpoiled(counter: UInt32, act: ActID?) async throws(DutyFailure)
    /// Draws an impression that was made, as this one of its two drawings: it begins in this form, or has begun and is
    /// sent again in the form it began in. The debit isn't touched.
    func drawing(
        of counter: UInt32, _ number: DrawingNumber, as format: PrintFormat
    ) async throws(DutyFailure) -> DrawnImpression
    /// Takes note that this drawing arrived for good; a second time changes nothing. Durable on return.
    func confirmDelivery(of counter: UInt32, _ number: DrawingNumber) async throws(DutyFailure)
    /// An impression and how its print stands; nil where the device no longer holds it.
    func impression(_ counter: UInt32) async throws(DutyFailure) -> ImpressionSummary?
    /// How the prints stand, from this item number on, of which none is known to have come out and that were not declared
    /// spoiled; the oldest, by their item numbers. The device keeps each until it is settled.
    func unsettledPrints(from counter: UInt32, limit: Int) async throws(DutyFailure) -> [UInt32: PrintStanding]
    /// Draws a specimen, which is never a stamp.
    func specimen(format: PrintFormat) async throws(DutyFailure) -> [UInt8]
    /// The instruments that may be franked here today.
    func instruments() async -> [ScheduledArticle]
    /// Tests how the machine reaches its back end; a full test talks with every service.
    ///
    /// - Throws: `network_link_fixed` where this machine cannot be asked.
    func testNetwork(full: Bool) async throws(DutyFailure) -> NetworkTestReport
    /// Yields once at the start and then after every change; ends when the machine stops.
    func changes() async -> AsyncStream<Void>
}

/// What a clerk asks to have franked.
public struct FrankingWish: Hashable, Sendable, Codable {
    /// The duty.
    public var amount: Paise
    /// The instrument.
    public var article: Article
    /// The state; nil means the machine's own.
    public var state: StateCode?

    /// A wish for this impression.
    public init(amount: Paise, article: Article, state: StateCode? = nil) {
        self.amount = amount
        self.article = article
        self.state = state
    }
}

/// One impression, as lists show it.
public struct ImpressionSummary: Hashable, Sendable, Codable {
    /// The impression.
    public var stamp: StampRecord
    /// The text of its code.
    public var code: String
    /// The registers after it.
    public var registers: Registers
    /// Whether the transactions service has it durably.
    public var uploaded: Bool
    /// How its print stands; nil where that isn't known here.
    public var print: PrintStanding?
}

/// How a refill ended.
public enum RefillOutcome: Hashable, Sendable, Codable {
    /// The funds are in the descending register.
    case granted(amount: Paise, registers: Registers)
    /// The funds service said no, for ever; nothing was taken.
    case refused(ReportedRefusal)
    /// It was cancelled before it was decided.
    case cancelled(amount: Paise)
}

extension RefillOutcome {
    /// What this decision comes to for a refill of this amount, with the registers as they are now.
    init(_ decision: RefillDecision, of amount: Paise, registers: Registers) {
        self =
            switch decision {
            case .granted: .granted(amount: amount, registers: registers)
            case .refused(let reason, let most):
                .refused(ReportedRefusal(amount: amount, code: reason, maximumAllowed: most))
            case .cancelled: .cancelled(amount: amount)
            }
    }
}

/// Why a refill was refused, and how much would be granted.
public struct ReportedRefusal: Hashable, Sendable, Codable {
    /// The money asked for.
    public var amount: Paise
    /// The reason's code.
    public var code: FailureCode
    /// The reason in a sentence.
    public var message: String
    /// What to do.
    public var remedy: String
    /// The most that would be granted now.
    public var maximumAllowed: Paise?
}

/// How an audit ended.
public struct AuditOutcome: Hashable, Sendable, Codable {
    /// What differs; empty for a good audit.
    public var differences: [AuditDifference]
    /// When the next inspection is due.
    public var inspectionDue: Timestamp
}

/// How an upload ended.
public struct UploadOutcome: Hashable, Sendable, Codable {
    /// Records that were sent and are durable now.
    public var sent: UInt32
    /// The highest item number that is durable; 0 before the first.
    public var durableThrough: UInt32
}

extension UploadOutcome {
    /// What an act came to whose records are all received; nil for any other.
    init?(_ deed: ActDeed) {
        guard case .upload(let after, let through, isReceived: true) = deed else { return nil }
        self.init(sent: through - after, durableThrough: through)
    }
}

/// An article of the state's schedule, for the page's list.
public struct ScheduledArticle: Hashable, Sendable, Codable {
    /// The state.
    public var state: StateCode
    /// The article.
    public var article: Article
    /// What the article covers, in the schedule's words.
    public var title: String
}
