import DeviceSimulation

/// The faults that a trial brings about on purpose, each at a step of its own.
///
/// Seeds take the cells of the coverage table in turn, so a few hundred of them meet them all; two more faults of
/// each trial are drawn at random.
struct FaultPlan {
    private struct Strike {
        let step: ProtocolStep
        let fault: TrialFault
        /// So many times the step goes well before.
        var passes: Int
    }

    private var strikes: [Strike] = []
    /// The steps that a strike waits for, as bits.
    private var awaited: UInt64 = 0
    /// Whether a device must be withdrawn, or the books restored, for a strike to come about.
    let needsWithdrawal: Bool
    let needsRestore: Bool
    /// Whether refills must be given up before they are decided.
    let needsCancellation: Bool
    /// Whether operators must lock devices.
    let needsStanding: Bool
    /// Whether clerks' commands and their answers must be lost.
    let needsLostActs: Bool
    /// Whether clerks must print much.
    let needsPrints: Bool

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed &+ 0x51ED)
        let cells = CoverageTable.cells
        // A stride without a common factor with the number of cells visits them all.
        for turn in 0..<5 {
            let cell = cells[Int((seed &* 5 &+ UInt64(turn)) &* 389 % UInt64(cells.count))]
            strikes.append(Strike(step: cell.step, fault: cell.fault, passes: random.below(3)))
        }
        for _ in 0..<2 {
            let cell = cells[random.below(cells.count)]
            strikes.append(Strike(step: cell.step, fault: cell.fault, passes: random.below(8)))
        }
        needsWithdrawal = strikes.contains { $0.step.isOfWithdrawal } || random.oneIn(4)
        needsRestore = strikes.contains { $0.step.isOfRestore } || random.oneIn(8)
        needsCancellation = strikes.contains { $0.step.isOfCancellation }
        needsStanding = strikes.contains { $0.step.isOfStanding } || random.oneIn(8)
        needsLostActs = strikes.contains { $0.step.isOfLostAct } || random.oneIn(8)
        needsPrints = strikes.contains { $0.step.isOfPrint }
        // What comes seldom is struck the first time.
        for place in strikes.indices where strikes[place].step.isSeldom { strikes[place].passes = 0 }
        for strike in strikes { awaited |= 1 << UInt64(strike.step.rawValue) }
    }

    /// A plan of nothing, for a trial whose script says what goes wrong.
    init() {
        (needsWithdrawal, needsRestore, needsCancellation) = (false, false, false)
        (needsStanding, needsLostActs, needsPrints) = (false, false, false)
    }

    /// Whether anything is still to come.
    var isOver: Bool { strikes.isEmpty }

    /// A fault that could not be brought about is tried again the next time.
    mutating func again(_ step: ProtocolStep, _ fault: TrialFault) {
        strikes.append(Strike(step: step, fault: fault, passes: 0))
        awaited |= 1 << UInt64(step.rawValue)
    }

    /// What did not come about in good time strikes at steps that come often.
    mutating func hurry() {
        let often: [(ProtocolStep, TrialFault)] = [
            (.requestReceived, .loss), (.auditSigned, .crashAfter), (.verdictCommitted, .syncError),
            (.answerSent, .duplicate), (.verdictReceived, .crashAfter),
        ]
        strikes = often.map { Strike(step: $0.0, fault: $0.1, passes: 0) }
        awaited = 0
        for strike in strikes { awaited |= 1 << UInt64(strike.step.rawValue) }
    }

    /// The fault that strikes at this step now, or nil.
    mutating func strike(at step: ProtocolStep) -> TrialFault? {
        guard awaited & (1 << UInt64(step.rawValue)) != 0 else { return nil }
        guard let place = strikes.firstIndex(where: { $0.step == step }) else { return nil }
        guard strikes[place].passes == 0 else {
            strikes[place].passes -= 1
            return nil
        }
        let fault = strikes.remove(at: place).fault
        if !strikes.contains(where: { $0.step == step }) { awaited &= ~(1 << UInt64(step.rawValue)) }
        return fault
    }
}
