import BaseProtocol
import DutyModel
import Tablet

@testable import Simulation

/// A trial whose events a script chooses: two machines and two sites as in `FundsTrial`, on which nothing goes wrong but
/// what the script does.
///
/// What a seed found once is written down as one of these. The seed itself means something else as soon as the
/// simulator draws one number more or less; the script keeps saying what mattered.
final class FundsScenario {
    private let world: World

    /// Two machines with licences and audits, and an account with money.
    ///
    /// - Parameters:
    ///   - bug: A bug to plant, which the script should find.
    ///   - traceLimit: How many of the last events to tell with a violation.
    ///   - settlingSeconds: How long machines and sites have before the script begins.
    init(
        bug: PlantedBug? = nil, traceLimit: Int = 200, settlingSeconds: Int64 = 120
    ) throws(TrialViolation) {
        world = World(seed: 1, bug: bug, keys: .test, traceLimit: traceLimit)
        world.isScripted = true
        world.plan = FaultPlan()
        world.begin()
        try pass(seconds: settlingSeconds)
    }

    /// Lets time pass.
    func pass(seconds: Int64) throws(TrialViolation) {
        let end = world.now + seconds * 1_000
        world.queue.plan(.lift(.nothing), at: end)
        try world.run { $0.now < end }
    }

    // MARK: At a machine

    /// The clerk tops up.
    func refill(_ machine: Int, rupees: Int64) throws(TrialViolation) {
        world.ask(for: .refill(.rupees(rupees), tries: 1), machine)
        try pass(seconds: 30)
    }

    /// The clerk franks.
    func frank(_ machine: Int, rupees: Int64) throws(TrialViolation) {
        world.frank(.rupees(rupees), machine)
        try pass(seconds: 30)
    }

    /// The clerk prints an impression for the first time, and has the paper in hand.
    func print(_ machine: Int, item: UInt32) throws(TrialViolation) {
        world.send(.drawing(counter: item, .first, .pdf), machine)
        try pass(seconds: 30)
    }

    /// The clerk says that an impression's first print came out.
    func sayPrinted(_ machine: Int, item: UInt32) throws(TrialViolation) {
        world.send(.drawingDelivered(counter: item, .first), machine)
        try pass(seconds: 30)
    }

    /// The clerk tops up, the request is held up on its way until `release`, and the clerk gives the refill up.
    func refillHeldAndGivenUp(_ machine: Int, rupees: Int64) throws(TrialViolation) {
        world.network.planned[Int(Node.tablet(machine).number)] = .hold
        world.machines[machine].tablet.cancelWanted = true
        try refill(machine, rupees: rupees)
        try giveUpRefill(machine)
    }

    /// The clerk gives the refill that is outstanding up, as often as it takes.
    func giveUpRefill(_ machine: Int) throws(TrialViolation) {
        for _ in 0..<10 where world.machines[machine].known.outstandingRefill != nil {
            world.machines[machine].tablet.cancelWanted = true
            try pass(seconds: 60)
        }
    }

    /// The clerk withdraws the device.
    func withdraw(_ machine: Int) throws(TrialViolation) {
        world.machines[machine].tablet.withdrawalWanted = true
        try pass(seconds: 180)
    }

    /// The clerk asks for an audit, whose request is held up on its way until `release`, and for the end of the device's life
    /// next.
    func auditHeldAndWithdrawn(_ machine: Int) throws(TrialViolation) {
        world.network.planned[Int(Node.tablet(machine).number)] = .hold
        world.ask(for: .audit, machine)
        world.machines[machine].tablet.withdrawalWanted = true
        try pass(seconds: 240)
    }

    /// The clerk asks for an audit.
    func audit(_ machine: Int) throws(TrialViolation) {
        world.ask(for: .audit, machine)
        try pass(seconds: 10)
    }

    /// What becomes of a clerk's next command on the link between tablet and base.
    enum LinkFault: Sendable, CaseIterable {
        case answerLost, commandLost, commandLate
    }

    /// Something goes wrong with the clerk's next command, or with the answer to it.
    func breakLink(of machine: Int, _ fault: LinkFault) {
        let node: Node = fault == .answerLost ? .base(machine) : .tablet(machine)
        world.network.planned[Int(node.number)] = fault == .commandLate ? .delay : .loss
    }

    /// The base takes the next standing, and its tablet does not hear so.
    func loseAnswerToStanding() { world.plan.again(.standingTaken, .loss) }

    /// The clerk franks, and the base goes down when the debit is durable and nobody was told.
    func frankAndCrash(_ machine: Int, rupees: Int64) throws(TrialViolation) {
        world.machines[machine].disk.plan(.powerAfter)
        try frank(machine, rupees: rupees)
    }

    /// The clerk asks once more, by the same name, for something that came to its end.
    func askOnceMore(_ machine: Int) throws(TrialViolation) {
        world.askOnceMore(machine)
        try pass(seconds: 30)
    }

    /// The tablet asks what became of what isn't known.
    func askAfterwards(_ machine: Int) throws(TrialViolation) {
        world.askAfterOpenAct(machine)
        try pass(seconds: 30)
    }

    /// The clerk asks that what waits is sent.
    func upload(_ machine: Int) throws(TrialViolation) {
        world.ask(for: .upload, machine)
        try pass(seconds: 30)
    }

    /// Somebody keeps an image of the base's disk.
    func keepDisk(_ machine: Int) { world.keepImage(machine) }

    /// Somebody puts that image back.
    func putDiskBack(_ machine: Int) { _ = world.rollBack(machine, withTablet: false) }

    // MARK: On the way

    /// What was held up goes on.
    func release() throws(TrialViolation) {
        world.releaseHeld()
        try pass(seconds: 30)
    }

    // MARK: At the back end

    /// The transactions that the books hold.
    var transactions: Int { world.sites[world.pairing.primary].store.log.count }

    /// Operators put a backup of so many transactions in the place of the books.
    func restore(transactions: Int) {
        world.sites[world.pairing.primary].store.cut(to: transactions)
        world.beginTermAfterRestore(at: world.pairing.primary)
    }

    /// The recovery site takes over.
    func failOver() { world.failOver() }

    /// The database of the site that serves is lost, and the site goes down.
    func loseDatabase() { _ = world.loseFolder(.site, 0, world.pairing.primary) }

    /// The customer's account.
    var account: Paise { Paise(world.sites[world.pairing.primary].store.state.balance(.customerFunds)) }

    /// An operator takes the newest deposit out again, which was booked by mistake; gives its amount, and why it was
    /// refused.
    func reverseNewestDeposit() -> (amount: Paise, refusal: FailureCode?) {
        guard let challan = world.office.challans.last else { return (.zero, .depositUnknown) }
        if !world.office.mistaken.contains(challan.number) { world.office.mistaken.append(challan.number) }
        return (Paise(challan.paise), world.reverse(challan.number))
    }

    /// An operator blocks the device of a machine, or lifts that; the machine hears of it with its next answer.
    func block(_ machine: Int, _ isBlocked: Bool) {
        world.operate(world.machines[machine].known.psdKey) { desk, key throws(DutyFailure) in
            if isBlocked { try desk.block(key) } else { try desk.unlock(key) }
        }
        world.machines[machine].tablet.auditWanted = !isBlocked
    }

    /// An operator gives back what is on its way to the device of a machine; throws what the desk refuses.
    func returnGrants(_ machine: Int) throws -> Paise {
        guard let key = world.machines[machine].known.psdKey else { return .zero }
        let site = world.pairing.primary
        let returned = try world.transact(at: site) { desk throws(DutyFailure) in try desk.returnGrants(key) }
        world.beginSync(site)
        return returned
    }

    // MARK: What became of it

    /// How the tablet's last dialogue that failed did so; nil where the last one went well.
    func lastFailure(of machine: Int) -> FailureCode? {
        let tablet = world.machines[machine].tablet
        return tablet.failures == 0 ? nil : tablet.lastFailure
    }

    /// The money on its way to the device of a machine.
    func onItsWay(to machine: Int) -> Paise {
        guard let key = world.machines[machine].known.psdKey else { return .zero }
        return Paise(world.sites[world.pairing.primary].store.state.balance(.inTransit(key)))
    }

    /// What the clerk of a machine was told of everything that was asked for, in its order; nil before the first answer.
    func told(at machine: Int) -> [KnownOutcome?] {
        world.clerks.entries.filter { $0.machine == machine }.map(\.told)
    }

    /// The impressions that the device of a machine made.
    func impressions(of machine: Int) -> UInt32 { world.machines[machine].known.itemCount }

    /// Whether the back end's word locks the device of a machine.
    func isLocked(_ machine: Int) -> Bool { world.machines[machine].known.isLocked }

    /// The device in a machine, by the key of its life.
    func device(of machine: Int) -> PSDKeyID? { world.machines[machine].known.psdKey }

    /// Whether a refill of the machine waits for its answer.
    func isRefillPending(_ machine: Int) -> Bool { world.machines[machine].known.outstandingRefill != nil }

    /// Everything is healed and comes to its end, by the machines' and the operators' own work; then books, registers
    /// and cash agree to the paisa. Throws the first broken promise.
    @discardableResult
    func finish() throws(TrialViolation) -> FundsTrial.Outcome { try world.finish() }
}
