import DutyModel
import Exchanges

/// What may never go back, as it stood before an event.
struct Marks {
    let phase: LifePhase
    let ascending: Paise
    let itemCount: UInt32
    let appliedSequence: UInt64
    let statementCounter: UInt64
    let epoch: UInt64
    let durableThrough: UInt32
    let standing: DeviceStanding?
    let obedience: Obedience

    init(of state: DeviceState) {
        phase = state.phase
        ascending = state.registers.ascending
        itemCount = state.itemCount
        appliedSequence = state.appliedSequence
        statementCounter = state.statementCounter
        epoch = state.epoch
        durableThrough = state.usage.durableThrough
        standing = state.standing
        obedience = state.obedience
    }
}

extension DeviceState {
    /// Checks the state by itself and against what it was; throws `psd_fatal`, naming the invariant.
    ///
    /// Cheap enough for every step in production: it looks at a few numbers and the newest record. Without a `before`
    /// it looks at every spoiled print as well; an event looks at its own.
    func checkInvariants(since before: Marks? = nil) throws(DutyFailure) {
        func hold(_ condition: Bool, _ invariant: String) throws(DutyFailure) {
            guard condition else { throw Self.broken(invariant) }
        }
        try hold(registers.ascending >= .zero && registers.descending >= .zero, "a register is below zero")
        try hold(
            try registers.controlTotal == granted.subtracting(removed),
            "ascending and descending are not what was granted less what was removed")
        if let newest = usage.records.last {
            try hold(newest.counter == itemCount, "the newest record is not the last impression")
        }
        try hold(usage.durableThrough <= itemCount, "a receipt covers impressions not yet made")
        if let operation = outstandingRefill?.operation {
            try hold(
                operation.sequence == appliedSequence + 1 && operation.attempt == attemptsRefused + 1
                    && operation.amount > .zero && operation.psdKey == psdKey,
                "the outstanding refill is not the next one")
        }
        try hold((authorisation == nil) == (clock == nil), "a licence and a signed time go together")
        try hold(phase != .valid || inspection != nil, "a valid device has been inspected")
        try hold(phase == .manufactured || psdKey != nil, "an initialised device has a serial")
        try hold(!keyDestroyed || phase == .withdrawn || phase == .destroyed, "a working device has a key")
        try hold(grants.count <= GrantReport.grantsMaximum, "too many grants are kept")
        try hold(
            grants.last.map { $0.operation.sequence == appliedSequence } ?? true,
            "the newest grant kept is not the last one applied")
        try hold(standing.map { $0.psdKey == psdKey } ?? true, "the standing is another device's")
        guard let before else { return try prints.checkNeverBoth() }
        try hold(registers.ascending >= before.ascending, "the ascending register went back")
        try hold(itemCount >= before.itemCount, "the item count went back")
        try hold(appliedSequence >= before.appliedSequence, "the refill sequence went back")
        try hold(statementCounter >= before.statementCounter, "the statement counter went back")
        try hold(epoch >= before.epoch, "the epoch went back")
        try hold(usage.durableThrough >= before.durableThrough, "the receipt cursor went back")
        if let old = before.standing, old.psdKey == psdKey {
            try hold(standing.map { $0.number >= old.number } ?? false, "the standing went back")
        }
        try checkObedience(since: before.obedience)
    }

    /// Checks that whom the device obeys never goes back.
    private func checkObedience(since before: Obedience) throws(DutyFailure) {
        guard obedience != before else { return }
        if let old = before.root {
            guard let root = obedience.root, root == old || root.generation > old.generation else {
                throw Self.broken("the service root was exchanged")
            }
        }
        for (purpose, old) in before.certificates {
            guard let held = obedience.certificates[purpose],
                held == old || held.rootGeneration > old.rootGeneration || held.number > old.number
            else {
                throw Self.broken("a service key went back")
            }
        }
    }
}
