import BaseProtocol
import DutyModel
import Exchanges
import Logging
import Signing

/// The tablet: everything that talks. It holds no key of the security device and cannot make funds; it asks
/// the base for signed requests and carries the answers back.
public actor TabletUnit: MachineOperations {
    let base: any BaseConnection
    /// How the device stands, for pages and status commands.
    let look: StatusLook
    let services: ServiceSession
    let outbox: any Outbox
    let terms: TabletTerms
    let surroundings: TabletSurroundings
    let site: TabletNetwork
    let keeper: EnrolmentKeeper
    private let machine: MachineSerial
    /// The certificate of the distributor's key; nil until one was taken.
    var distributorCertificate: ServiceKeyCertificate?
    /// The device key that this tablet speaks for.
    var enrolledKey: PSDKeyID
    /// Impressions are made one after the other: a copy is kept before the next debit.
    let frankingQueue = DutyQueue()
    private let queue = DutyQueue()
    private var actsUnderWay = ActsUnderWay()
    private var problems = ProblemBook()
    private var signal = ChangeSignal()
    private var activity: String?
    /// What keeps the machine from the network, where looking found it.
    var networkCause: FailureCode?
    private var refusalSeen: (operation: OperationID, at: Timestamp)?
    /// The newest impression that base and outbox both know; nil while that is not known.
    private var level: UInt32?

    /// A tablet with these lines to base, services and storage.
    public init(
        base: any BaseConnection, backEnd: BackEndAccess, transport: any MessageTransport, outbox: any Outbox,
        terms: TabletTerms, network: TabletNetwork = TabletNetwork(), surroundings: TabletSurroundings
    ) {
        self.base = base
        self.outbox = outbox
        (self.terms, self.surroundings, site) = (terms, surroundings, network)
        look = StatusLook(at: base, patience: .milliseconds(terms.settings.lookPatienceMilliseconds))
        (machine, keeper) = (backEnd.machine, backEnd.keeper)
        distributorCertificate = backEnd.distributorCertificate
        enrolledKey = backEnd.psdKey
        services = ServiceSession(
            transport: transport, distributor: backEnd.distributor,
            rules: DirectoryRules(
                machine: backEnd.machine, distributorKey: backEnd.distributorKey,
                guidePermits: backEnd.guidePermits, verifier: Ed25519Verifier()),
            clock: surroundings.elapsed, random: surroundings.random,
            periodSeconds: terms.settings.directorySeconds)
    }

    /// As `MachineOperations` says.
    public nonisolated var network: any NetworkDesk { site.desk }
    /// As `MachineOperations` says.
    public nonisolated var doctor: MachineDoctor? { site.doctor }
    /// As `MachineOperations` says.
    public nonisolated var confirmation: AmountConfirmation { settings.confirmation }
    nonisolated var settings: TabletSettings { terms.settings }

    /// The base's status; where base and outbox do not end at the same impression, the outbox is brought level
    /// first. So after a lost answer, a copy that could not be kept, or a base that was put back, nothing is franked
    /// before that is settled.
    ///
    /// - Throws: `journal_rolled_back` where the base is older than what this tablet has seen; `link_peer_foreign`
    ///   where it holds a device that was not configured through this tablet.
    func statusLevelWithOutbox() async throws(DutyFailure) -> DeviceStatus {
        let status = try await base.status()
        guard status.authorisation != nil else {
            throw DutyFailure(.psdStateRefuses, "The machine has no licence yet.")
        }
        _ = try WitnessRules.requireOwn(status.psdKey, enrolled: enrolledKey)
        if !isLevel(with: status) { try await catchUpWithBase() }
        return status
    }

    /// Whether base and outbox are known to end at the same impression.
    func isLevel(with status: DeviceStatus) -> Bool { level == status.itemCount }

    /// Whether the machine is at work on this act.
    func isUnderWay(_ act: ActID) -> Bool { actsUnderWay.contains(act) }

    /// Does the work of an act, so that whoever asks about it meanwhile is told that it goes on.
    ///
    /// - Throws: `outcome_unknown` where the same act is under way already.
    func act<Value: Sendable>(
        _ act: ActID?, _ work: @Sendable () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        guard let act else { return try await work() }
        try actsUnderWay.begin(act)
        defer { actsUnderWay.end(act) }
        return try await work()
    }

    /// Takes note of how far base and outbox are known to agree.
    func setLevel(_ counter: UInt32?) { level = counter }

    /// Takes note that base and outbox agree up to this impression, unless that isn't known of the ones before it.
    func raiseLevel(to counter: UInt32) {
        if let known = level { level = max(known, counter) }
    }

    /// Tells everyone who listens that the machine may stand otherwise now.
    func announceChange() { signal.announce() }

    /// A stream that yields once something is due before its time; only the newest one does.
    nonisolated func wakings() -> AsyncStream<Void> { surroundings.waker.wakings() }

    /// Something is due that need not wait for the next look.
    nonisolated func wake() { surroundings.waker.wake() }

    /// What a broken network kept from being done when it was last tried.
    var dutiesThatNetworkPrevented: Set<AutomaticDuty> {
        Set(problems.preventedByNetwork.compactMap(AutomaticDuty.init))
    }

    /// Whether a broken network kept something from being done when it was last tried.
    var networkPreventsDuties: Bool { !problems.preventedByNetwork.subtracting([.network]).isEmpty }

    /// Ends the streams of everyone who listens for changes.
    public func stop() { signal.close() }

    /// As `MachineOperations` says.
    public func changes() -> AsyncStream<Void> {
        signal.stream { [weak self] listener in
            Task { await self?.forget(listener) }
        }
    }

    private func forget(_ listener: Int) { signal.forget(listener) }

    /// As `MachineOperations` says.
    public func snapshot() async -> MachineSnapshot {
        do {
            let status = try await look.status()
            problems.clear(.base)
            settleRefillNotes(status)
            var snapshot = MachineSnapshot(
                status, in: machine, demonstration: terms.demonstration, problems: problems.newestFirst,
                activity: activity,
                now: surroundings.clock.now())
            snapshot.auditWanted = await services.auditIsWanted(of: status.psdKey)
            if snapshot.state == .valid, !isLevel(with: status), let problem = problems.problem(of: .outbox) {
                snapshot.lock(because: problem)
            }
            // An outbox that cannot be read is a problem of its own, noted where it is used.
            snapshot.replacedDevices = (try? await replacedDevices(besides: status.psdKey).map(\.description)) ?? []
            return snapshot
        } catch {
            problems.note(error, in: .base, at: surroundings.clock.now())
            level = nil
            return MachineSnapshot(
                unreachableBecause: error, problems: problems.newestFirst, now: surroundings.clock.now())
        }
    }

    /// Drops the note of a refill that is no longer outstanding, however it ended, and shows a refusal until the
    /// next refill is decided.
    private func settleRefillNotes(_ status: DeviceStatus) {
        guard status.outstandingRefill == nil else { return problems.clear(.refusal) }
        problems.clear(.refill)
        guard let last = status.lastRefill, case .refused(let reason, let maximumAllowed) = last.decision else {
            return problems.clear(.refusal)
        }
        if refusalSeen?.operation != last.operation.id { refusalSeen = (last.operation.id, surroundings.clock.now()) }
        let refusal = ReportedRefusal(amount: last.operation.amount, code: reason, maximumAllowed: maximumAllowed)
        problems.note(refusal.failure, in: .refusal, at: refusalSeen?.at ?? surroundings.clock.now())
    }

    /// Runs a duty that uses the network: in its turn, with what it does shown, and its problem noted.
    func duty<Value: Sendable>(
        _ duty: ProblemBook.Duty, activity sentence: String,
        _ work: @escaping @Sendable () async throws(DutyFailure) -> Value
    ) async throws(DutyFailure) -> Value {
        try await queue.run { () async throws(DutyFailure) in
            await self.show(sentence)
            do throws(DutyFailure) {
                let value = try await work()
                await self.finish(duty, failure: nil)
                return value
            } catch {
                await self.finish(duty, failure: error)
                throw error
            }
        }
    }

    private func show(_ sentence: String) {
        activity = sentence
        signal.announce()
    }

    private func finish(_ duty: ProblemBook.Duty, failure: DutyFailure?) {
        activity = nil
        note(failure, in: duty)
    }

    /// Writes down how a duty went and tells everyone who listens.
    func note(_ failure: DutyFailure?, in duty: ProblemBook.Duty) {
        if let failure, ProblemBook.isOfTheAsker(failure, in: duty) {
            surroundings.logger.info("\(failure.message)", metadata: ["code": "\(failure.code.rawValue)"])
        } else if let failure {
            problems.note(failure, in: duty, at: surroundings.clock.now())
            surroundings.logger.notice("\(failure.message)", metadata: ["code": "\(failure.code.rawValue)"])
        } else {
            problems.clear(duty)
        }
        signal.announce()
    }
}
