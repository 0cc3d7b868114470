import DutyModel
import Exchanges
import Signing

/// A drawing that may leave the base: that it has begun is durable.
public struct LeavingDrawing: Hashable, Sendable {
    /// The file.
    public let file: [UInt8]
    /// Its form: the one asked for, or the one in which the drawing began before.
    public let format: PrintFormat
    /// Whether it had begun before and is sent again.
    public let isSentAgain: Bool
    /// Whether it's sent again with other bytes, because fonts or program changed since it began.
    public let hasChanged: Bool
}

extension SecurityDevice {
    /// Draws an impression by `draw` as this one of its two drawings, and takes note that it has begun. Durable on return:
    /// only then may the bytes leave the base, so a crash can lose a sheet and never turns a drawing that has begun into a
    /// new one.
    ///
    /// Of an impression there are two drawings: the print, and one more where the first came out and failed. One that has
    /// begun leaves again and again until it's delivered, in the form it began in; see `BegunDrawing` for what is promised
    /// of its bytes.
    ///
    /// Throws `print_spent` where it was delivered or the print is declared spoiled, `print_unconfirmed` for the second
    /// before the first is known to have come out, `value_malformed` for an impression not yet made, `print_failed` for
    /// one that is no longer held, `psd_store_full`, and what `draw` throws.
    public mutating func draw(
        counter: UInt32, _ number: DrawingNumber, as wanted: PrintFormat,
        by draw: (PermittedDrawing, PrintFormat) throws(DutyFailure) -> [UInt8]
    ) throws(DutyFailure) -> LeavingDrawing {
        let permitted = try permittedDrawing(counter: counter, number)
        let format = permitted.begun?.format ?? wanted
        let file = try draw(permitted, format)
        let drawing = BegunDrawing(format: format, content: ContentHash(sha256: file))
        try beginDrawing(counter: counter, number, drawing)
        return LeavingDrawing(
            file: file, format: format, isSentAgain: permitted.begun != nil,
            hasChanged: permitted.begun.map { $0 != drawing } ?? false)
    }

    /// Whether this drawing of an impression may leave the base; changes nothing. Throws as `draw` does.
    func permittedDrawing(counter: UInt32, _ number: DrawingNumber) throws(DutyFailure) -> PermittedDrawing {
        try requireWorking()
        return try state.decideDrawing(counter, number)
    }

    /// Takes note that this drawing begins, or goes out again, as these bytes. One that has begun with the same content
    /// changes nothing; with other content in the same form, which an update of fonts or program brings about, the new hash
    /// is written down. Throws as `draw` does, and `value_malformed` where it has begun in another form.
    mutating func beginDrawing(counter: UInt32, _ number: DrawingNumber, _ drawing: BegunDrawing) throws(DutyFailure) {
        try requireWorking()
        let permitted = try state.decideDrawing(counter, number)
        guard permitted.begun != drawing else { return }
        guard let begun = permitted.begun else {
            return try commit(.drawingBegun(counter, number, drawing), reserve: limits.questionReserveBytes)
        }
        guard begun.format == drawing.format else {
            throw DutyFailure(
                .valueMalformed, "The print of impression \(counter) has begun as \(begun.format.rawValue).",
                remedy: "Send it again in that form.")
        }
        try commit(.drawingChanged(counter, number, drawing), reserve: limits.questionReserveBytes)
    }

    /// Takes note that a drawing arrived, for good: its file is synced in its place, or a person said that it came out. A
    /// second time changes nothing. Durable on return; never refused for want of room.
    ///
    /// Throws `value_malformed` for a drawing that hasn't begun, `print_spent` where the print was declared spoiled,
    /// `print_failed` for an impression that is no longer held.
    public mutating func markDelivered(counter: UInt32, _ number: DrawingNumber) throws(DutyFailure) {
        try requireWorking()
        guard let event = try state.decideDelivered(counter, number) else { return }
        try commit(event, reserve: 0)
    }

    /// Declares the print of an impression spoiled: it is never drawn again. Durable on return; the same impression a
    /// second time gives the same declaration.
    ///
    /// Throws `spoil_refused` where a second drawing has begun, it is no longer held or belongs to an earlier life, `psd_tampered`, `key_missing`
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
            try commit(nil, by: act, noting: .spoiled(counter: counter))
            return declaration
        case .new(let record): stamp = record
        }
        let time = state.now(at: reading)
        let declaration = try SpoilDeclaration(
            psdKey: stamp.psdKey, counter: counter, value: stamp.value, time: time
        ).signed(sign)
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

    /// How the print of each impression that is held stands, from this counter on, and what may be done about it.
    public func printStandings(from counter: UInt32 = 0, limit: Int) -> [UInt32: PrintStanding] {
        let kept = state.keptRecords.keys.filter { $0 >= counter }.sorted()
        let newest = state.usage.history(from: counter, limit: limit).map(\.counter)
        return standings(of: (kept + newest).prefix(max(0, limit)))
    }

    /// How the print of each impression stands that isn't settled, from this counter on: nobody knows that one came out, and
    /// it wasn't declared spoiled. Each is kept until it is, however many newer ones and later lives there are.
    public func unsettledPrints(from counter: UInt32 = 0, limit: Int) -> [UInt32: PrintStanding] {
        standings(of: state.unsettled(from: counter).prefix(max(0, limit)))
    }

    /// The oldest impressions of a device whose print isn't settled, read from its journal's bytes; nothing is written.
    ///
    /// - Throws: as opening does for a journal that can't be read.
    public static func unsettledPrints(inJournal bytes: [UInt8], limit: Int) throws(DutyFailure) -> [UInt32] {
        let state = try replay(try JournalScan(bytes).frames, limits: DeviceLimits())
        return Array(state.unsettled(from: 0).prefix(max(0, limit)))
    }

    private func standings(of counters: some Sequence<UInt32>) -> [UInt32: PrintStanding] {
        Dictionary(
            counters.map { ($0, state.printStanding(of: $0, limits: limits)) }, uniquingKeysWith: { first, _ in first })
    }
}
