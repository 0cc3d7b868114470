import DutyModel
import Signing

extension SecurityDevice {
    /// The drawing of this impression that may come next; changes nothing. Of an impression two are allowed: the
    /// print, and one more where the first failed.
    ///
    /// Throws `print_spent` after the second, or where it was declared spoiled; `value_malformed` for an impression
    /// not yet made, `print_failed` for one that is no longer held or belongs to an earlier life.
    public func permittedDrawing(counter: UInt32) throws(DutyFailure) -> PermittedDrawing {
        try requireWorking()
        return try state.decideDraw(counter)
    }

    /// Takes note of that drawing. Durable on return: only then may it leave the base, so a crash can lose a sheet,
    /// never make a third. Throws as `permittedDrawing` does.
    public mutating func markDrawn(counter: UInt32, act: ActID? = nil) throws(DutyFailure) {
        try requireWorking()
        guard try state.deedBefore(of: act) == nil else { throw DeviceState.otherAct }
        _ = try state.decideDraw(counter)
        try commit(DeviceEvent.drawn(counter).by(act), reserve: limits.questionReserveBytes)
    }

    /// Declares the print of an impression spoiled: it is never drawn again. Durable on return; the same impression a
    /// second time gives the same declaration.
    ///
    /// Throws `spoil_refused` where it was printed once more or is no longer held, `psd_tampered`, `key_missing`
    /// where the key of this life is destroyed, `value_malformed` for an impression not yet made.
    public mutating func declareSpoiled(
        counter: UInt32, act: ActID? = nil, at reading: ClockReading
    ) throws(DutyFailure) -> SpoilDeclaration {
        if let deed = try state.deedBefore(of: act) {
            guard deed == .spoiled(counter: counter), let made = state.prints.declaration(of: counter) else {
                throw DeviceState.otherAct
            }
            return made
        }
        try requireWorking()
        let stamp: StampRecord
        switch try state.decideSpoil(counter, limits: limits) {
        case .declaredBefore(let declaration):
            if let act {
                try commit(.actNoted(act, .spoiled(counter: counter)), reserve: limits.questionReserveBytes)
            }
            return declaration
        case .new(let record): stamp = record
        }
        let time = state.now(at: reading)
        let form = SpoilDeclaration.signedForm(
            psdKey: stamp.psdKey, counter: counter, value: stamp.value, time: time)
        let declaration = SpoilDeclaration(
            psdKey: stamp.psdKey, counter: counter, value: stamp.value, time: time, signature: try sign(form))
        try commit(DeviceEvent.spoiled(declaration, reading).by(act), reserve: limits.questionReserveBytes)
        return declaration
    }

    /// Takes note that the back end holds a declaration; a second time, or for another impression, changes nothing.
    /// Durable on return.
    public mutating func acknowledgeSpoil(counter: UInt32) throws(DutyFailure) {
        try requireWorking()
        guard let event = try state.decideAcknowledgeSpoil(counter) else { return }
        try commit(event, reserve: 0)
    }

    /// Declarations that the back end has not acknowledged, oldest first; kept over all lives until it has.
    public var unacknowledgedSpoils: [SpoilDeclaration] { state.prints.unacknowledged }

    /// The state of the print of each impression that is held, from this counter on.
    public func printStates(from counter: UInt32 = 0, limit: Int) -> [UInt32: PrintState] {
        let records = state.usage.history(from: counter, limit: limit)
        return Dictionary(uniqueKeysWithValues: records.map { ($0.counter, state.prints.state(of: $0.counter)) })
    }
}
