import DutyModel
import Exchanges
import Foundation

@testable import Tablet

/// A test double of the machine: it keeps registers in memory, makes no stamp, and fails when told to.
actor PretendMachine: MachineOperations {
    nonisolated let network: any NetworkDesk
    nonisolated let doctor: MachineDoctor?
    nonisolated let confirmation: AmountConfirmation
    private var state: MachineState = .valid
    private var sentence = "You may frank now."
    private var lock: ReportedProblem?
    private var registers: Registers
    private var pending: PendingRefill?
    private var inspection = Inspection(dueAt: Timestamp(1_765_000_000), warn: false)
    private var problems: [ReportedProblem] = []
    private var activity: String?
    private var impressions: [ImpressionSummary] = []
    private var failure: DutyFailure?
    private var refusal: ReportedRefusal?
    private var differences: [AuditDifference] = []
    private var gate: [CheckedContinuation<Void, Never>]?
    private var listeners: [AsyncStream<Void>.Continuation] = []
    private let listenerSeen: AsyncStream<Void>.Continuation
    /// Yields whenever somebody began to listen for changes.
    nonisolated let listenersArriving: AsyncStream<Void>
    private let articles: [ScheduledArticle]
    private let homeState: StateCode
    private let customer: CustomerAccount
    private(set) var debits = 0
    private(set) var refillsAsked = 0
    private(set) var uploads = 0
    private(set) var audits = 0
    private(set) var withdrawals = 0
    private(set) var drawings = 0
    private(set) var namesMade = 0
    /// The name under which each impression was asked for.
    private(set) var acts: [ActID?] = []
    /// What was asked about.
    private(set) var asked: [ActID] = []
    private var outcomes: [ActID: ActOutcome] = [:]

    init(
        descending: Paise = .rupees(5_000), titles: [String] = ["Affidavit", "Agreement"],
        network: any NetworkDesk = UnsettableNetwork(), doctor: MachineDoctor? = nil,
        confirmation: AmountConfirmation = AmountConfirmation(above: nil)
    ) throws {
        self.confirmation = confirmation
        self.network = network
        self.doctor = doctor
        registers = Registers(ascending: .zero, descending: descending)
        (listenersArriving, listenerSeen) = AsyncStream.makeStream()
        customer = try CustomerAccount("C-1001")
        let state = try StateCode("MH")
        homeState = state
        let numbers = ["4", "5(h)(B)", "10", "25"]
        articles = try zip(numbers, titles).map { ScheduledArticle(state: state, article: try Article($0), title: $1) }
    }

    // What a test sets.
    func set(state: MachineState, sentence: String, lock: ReportedProblem? = nil) {
        (self.state, self.sentence, self.lock) = (state, sentence, lock)
        changed()
    }
    func set(failure: DutyFailure?) { self.failure = failure }
    func set(_ outcome: ActOutcome, of act: ActID) { outcomes[act] = outcome }
    func set(refusal: ReportedRefusal?) { self.refusal = refusal }
    func set(pending: PendingRefill?) { self.pending = pending }
    func set(problems: [ReportedProblem]) { self.problems = problems }
    func set(activity: String?) { self.activity = activity }
    func set(differences: [AuditDifference]) { self.differences = differences }
    func set(inspection: Inspection) { self.inspection = inspection }
    func closeGate() { gate = [] }
    func openGate() {
        for waiter in gate ?? [] { waiter.resume() }
        gate = nil
    }
    func stop() { for listener in listeners { listener.finish() } }
    func changed() { for listener in listeners { listener.yield() } }

    // The machine.
    func testNetwork(full: Bool) async throws(DutyFailure) -> NetworkTestReport {
        var steps = [NetworkTestStep(.gateway, .passed, "198.51.100.1")]
        if full {
            steps.append(NetworkTestStep(.dialogue, service: .funds, .passed, "the registers agree", milliseconds: 12))
        }
        if let failure {
            steps.append(
                NetworkTestStep(
                    .reach, service: .funds, .failed, failure.message, failure: ReportedFault(failure)))
        }
        return NetworkTestReport(isFull: full, at: Timestamp(0), steps: steps)
    }

    func snapshot() async -> MachineSnapshot {
        let unsent = UInt32(impressions.count { !$0.uploaded })
        let oldest = impressions.last { !$0.uploaded }?.stamp.time
        var snapshot = MachineSnapshot(
            state: state, sentence: sentence, lock: lock, registers: registers, itemCount: UInt32(impressions.count),
            pendingRefill: pending, inspection: inspection,
            outbox: OutboxState(unsent: unsent, oldest: oldest, locksAt: oldest?.advanced(byDays: 7)),
            identity: identity, problems: problems, activity: activity)
        snapshot.acts = ActPlace(serial: PSDSerial(42), mark: 3)
        if state == .unreachable {
            (snapshot.registers, snapshot.itemCount, snapshot.outbox, snapshot.acts) = (nil, nil, nil, nil)
        }
        return snapshot
    }

    func recentImpressions(limit: Int) async throws(DutyFailure) -> [ImpressionSummary] {
        Array(impressions.prefix(limit))
    }

    func newAct() async throws(DutyFailure) -> ActID {
        namesMade += 1
        return ActPlace(serial: PSDSerial(42), mark: 0).newAct(random: SystemRandomSource())
    }

    func outcome(of act: ActID) async -> ActReport {
        asked.append(act)
        return ActReport(act, outcomes[act] ?? .notDone)
    }

    func frank(_ order: FrankingWish, act: ActID?) async throws(DutyFailure) -> ImpressionSummary {
        acts.append(act)
        await passGate()
        if let failure { throw failure }
        guard order.amount <= registers.descending else {
            throw DutyFailure(
                .amountOverFunds, "\(order.amount.rupeeText) is more than the \(registers.descending.rupeeText) left.")
        }
        debits += 1
        registers.ascending = try registers.ascending.adding(order.amount)
        registers.descending = try registers.descending.subtracting(order.amount)
        let stamp = StampRecord(
            psdKey: PSDKeyID(serial: PSDSerial(42), life: 1), counter: UInt32(impressions.count + 1),
            value: order.amount, time: Timestamp(1_763_964_000 + Int64(impressions.count) * 600),
            state: order.state ?? homeState, article: order.article)
        let summary = ImpressionSummary(
            stamp: stamp, code: "HTTP://EXAMPLE.TEST/V/PRETEND\(stamp.counter)", registers: registers, uploaded: false,
            print: Self.standing(.debited))
        impressions.insert(summary, at: 0)
        if let act { outcomes[act] = .done(.franked(counter: stamp.counter)) }
        changed()
        return summary
    }

    func refill(amount: Paise, act: ActID?) async throws(DutyFailure) -> RefillOutcome {
        refillsAsked += 1
        await passGate()
        if let failure {
            pending = PendingRefill(amount: amount, operation: OperationID(unchecked: Array(repeating: 7, count: 16)))
            throw failure
        }
        if let refusal { return .refused(refusal) }
        return try grant(amount)
    }

    func continueRefill(act: ActID?) async throws(DutyFailure) -> RefillOutcome {
        await passGate()
        if let failure { throw failure }
        guard let waiting = pending else { throw DutyFailure(.refillNoneOutstanding, "No refill is outstanding.") }
        pending = nil
        return try grant(waiting.amount)
    }

    func cancelRefill(act: ActID?) async throws(DutyFailure) -> RefillOutcome {
        if let failure { throw failure }
        guard let waiting = pending else { throw DutyFailure(.refillNoneOutstanding, "No refill is outstanding.") }
        pending = nil
        return .cancelled(amount: waiting.amount)
    }

    func withdraw(act: ActID?) async throws(DutyFailure) -> WithdrawalOutcome {
        withdrawals += 1
        if let failure { throw failure }
        let removed = registers.descending
        (state, registers.descending) = (.withdrawn, .zero)
        return WithdrawalOutcome(removed: removed)
    }

    func beginNextLife(act: ActID?) async throws(DutyFailure) {
        if let failure { throw failure }
        state = .initialised
    }

    func declareSpoiled(counter: UInt32, act: ActID?) async throws(DutyFailure) {
        if let failure { throw failure }
        guard standing(of: counter)?.allows(.spoil) == true else {
            throw DutyFailure(.spoilRefused, "Impression \(counter) can't be declared spoiled.")
        }
        setPrint(of: counter, .spoiled)
    }

    func audit(act: ActID?) async throws(DutyFailure) -> AuditOutcome {
        audits += 1
        if let failure { throw failure }
        return AuditOutcome(differences: differences, inspectionDue: Timestamp(1_767_000_000))
    }

    func upload(act: ActID?) async throws(DutyFailure) -> UploadOutcome {
        uploads += 1
        if let failure { throw failure }
        let waiting = impressions.indices.filter { !impressions[$0].uploaded }
        for place in waiting { impressions[place].uploaded = true }
        changed()
        return UploadOutcome(sent: UInt32(waiting.count), durableThrough: UInt32(impressions.count))
    }

    func drawing(
        of counter: UInt32, _ number: DrawingNumber, as format: PrintFormat
    ) async throws(DutyFailure) -> DrawnImpression {
        if let failure { throw failure }
        let standing = standing(of: counter)
        guard let standing, standing.drawing == number else {
            throw DutyFailure(.printSpent, "Impression \(counter) is never printed again.")
        }
        let format = standing.format ?? format
        drawings += standing.format == nil ? 1 : 0
        setPrint(of: counter, number == .first ? .begun : .begunAgain, format)
        let text = (format == .pdf ? "%PDF-pretend \(counter)" : "PNG-pretend \(counter)") + " no. \(number.rawValue)"
        return DrawnImpression(
            counter: counter, number: number, format: format, file: Data(text.utf8),
            isSentAgain: standing.format != nil)
    }

    func confirmDelivery(of counter: UInt32, _ number: DrawingNumber) async throws(DutyFailure) {
        if let failure { throw failure }
        guard standing(of: counter)?.state.begunDrawing == number else { return }
        setPrint(of: counter, number == .first ? .printed : .printedAgain)
    }

    func impression(_ counter: UInt32) async throws(DutyFailure) -> ImpressionSummary? {
        impressions.first { $0.stamp.counter == counter }
    }

    func unsettledPrints(
        from counter: UInt32, limit: Int
    ) async throws(DutyFailure) -> [UInt32: PrintStanding] {
        let open = impressions.filter { $0.stamp.counter >= counter && $0.print?.state.isSettled == false }
        return Dictionary(
            open.reversed().prefix(limit).compactMap { summary in summary.print.map { (summary.stamp.counter, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// As if another program had the drawing begun.
    func begin(_ counter: UInt32, as format: PrintFormat) { setPrint(of: counter, .begun, format) }

    private func standing(of counter: UInt32) -> PrintStanding? {
        impressions.first { $0.stamp.counter == counter }?.print
    }

    private func setPrint(of counter: UInt32, _ state: PrintState, _ format: PrintFormat? = nil) {
        for place in impressions.indices where impressions[place].stamp.counter == counter {
            impressions[place].print = Self.standing(state, format)
        }
        changed()
    }

    private static func standing(_ state: PrintState, _ format: PrintFormat? = nil) -> PrintStanding {
        let open: [PrintAction] =
            switch state {
            case .debited: [.print, .spoil]
            case .begun: [.sendAgain, .spoil]
            case .printed: [.printOnceMore, .spoil]
            case .begunAgain: [.sendAgain]
            case .printedAgain, .spoiled: []
            }
        return PrintStanding(state: state, open: open, format: format)
    }

    func specimen(format: PrintFormat) async throws(DutyFailure) -> [UInt8] { Array("%PDF-specimen".utf8) }

    func instruments() async -> [ScheduledArticle] { articles }

    func changes() async -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        listeners.append(continuation)
        listenerSeen.yield()
        return stream
    }

    private func grant(_ amount: Paise) throws(DutyFailure) -> RefillOutcome {
        registers.descending = try registers.descending.adding(amount)
        changed()
        return .granted(amount: amount, registers: registers)
    }

    private func passGate() async {
        guard gate != nil else { return }
        await withCheckedContinuation { gate?.append($0) }
    }

    private var identity: MachineIdentitySummary? {
        guard let state = articles.first?.state, let machine = try? MachineSerial("B700-DEMO-1"),
            let licence = try? LicenceNumber("MH-2026-00042")
        else { return nil }
        return MachineIdentitySummary(
            machine: machine, psdKey: PSDKeyID(serial: PSDSerial(42), life: 1), licence: licence, state: state,
            customer: customer, cap: .rupees(5_000), descendingMaximum: .rupees(1_00_000))
    }
}

extension PretendMachine {
    /// Franks without a name.
    func frank(_ order: FrankingWish) async throws(DutyFailure) -> ImpressionSummary {
        try await frank(order, act: nil)
    }
}
