import DutyModel
import Exchanges

extension DeviceEvent {
    /// The event as a journal frame holds it: a tag, then its parts. New events get new tags; none is used again.
    var encoded: [UInt8] {
        var writer = BinaryWriter()
        switch self {
        case .initialised(let key, let publicKey): writer.append(tag: 1, key, publicKey)
        case .authorised(let authorisation, let reading): writer.append(tag: 43, authorisation, reading)
        case .franked(let record, let reading): writer.append(tag: 3, record, reading)
        case .refillBegun(let operation, let reading): writer.append(tag: 4, operation, reading)
        case .refillAsked(let question, let reading): writer.append(tag: 5, question, reading)
        case .refillDecided(let answer, let epoch, let time, let reading):
            writer.append(tag: 6, answer, epoch, time, reading)
        case .auditBegun(let id, let reading): writer.append(tag: 7, id, reading)
        case .auditAsked(let question, let reading): writer.append(tag: 8, question, reading)
        case .audited(let differences, let due, let epoch, let time, let reading):
            writer.append(tag: 9)
            writer.append(list: differences)
            writer.append(due, epoch, time, reading)
        case .receipted(let counter): writer.append(tag: 10, counter)
        case .withdrawalBegun(let id, let reading): writer.append(tag: 11, id, reading)
        case .withdrawalAsked(let question, let reading): writer.append(tag: 12, question, reading)
        case .withdrawn(let removed, let epoch, let time, let reading):
            writer.append(tag: 13, removed, epoch, time, reading)
        case .destroyed: writer.append(tag: 14)
        case .tampered: writer.append(tag: 15)
        case .stopped(let reason):
            writer.append(tag: 16)
            writer.append(text: reason)
        case .cancellationAsked(let question, let reading): writer.append(tag: 17, question, reading)
        case .drawn(let counter): writer.append(tag: 18, counter)
        case .spoiled(let declaration, let reading): writer.append(tag: 19, declaration, reading)
        case .spoilAcknowledged(let counter): writer.append(tag: 20, counter)
        case .confirmationMade(let counter, let reading): writer.append(tag: 21, counter, reading)
        case .keyDestroyed: writer.append(tag: 22)
        case .configurationAsked(let counter): writer.append(tag: 23, counter)
        case .acted(let act, let event):
            writer.append(tag: 24, act)
            writer.append(raw: event.encoded)
        case .actClosed(let act): writer.append(tag: 25, act)
        case .actNoted(let act, let deed): writer.append(tag: 26, act, deed)
        case .drawingBegun(let counter, let number, let drawing): writer.append(tag: 30, counter, number, drawing)
        case .drawingChanged(let counter, let number, let drawing): writer.append(tag: 31, counter, number, drawing)
        case .drawingDelivered(let counter, let number): writer.append(tag: 32, counter, number)
        case .standingTaken(let standing): writer.append(tag: 36, standing)
        case .unlocked(let standing, let event):
            writer.append(tag: 37, standing)
            writer.append(raw: event.encoded)
        case .shownBehind(let counter): writer.append(tag: 38, counter)
        case .rootPinned(let root): writer.append(tag: 40, root)
        case .rootSucceeded(let root): writer.append(tag: 41, root)
        case .serviceKeyTaken(let certificate): writer.append(tag: 42, certificate)
        }
        return writer.bytes
    }

    /// Reads exactly what `encoded` writes; throws `journal_damaged`.
    init(encoded bytes: [UInt8]) throws(DutyFailure) { try self.init(encoded: bytes[...], mayHold: true) }

    /// An event that an act brought about, or that lifts a lock, holds another one, which holds none.
    private init(encoded bytes: ArraySlice<UInt8>, mayHold: Bool) throws(DutyFailure) {
        var reader = BinaryReader(journal: bytes)
        switch try reader.number(as: UInt8.self) {
        case 1: self = .initialised(try reader.next(), try reader.next())
        case 2:
            // A licence as it was before anything was added to it.
            reader.hasAdditions = false
            self = .authorised(try reader.next(), try reader.next())
        case 3: self = .franked(try reader.next(), try reader.next())
        case 4: self = .refillBegun(try reader.next(), try reader.next())
        case 5: self = .refillAsked(try reader.next(), try reader.next())
        case 6:
            self = .refillDecided(
                try reader.next(), epoch: try reader.next(), time: try reader.next(), try reader.next())
        case 7: self = .auditBegun(try reader.next(), try reader.next())
        case 8: self = .auditAsked(try reader.next(), try reader.next())
        case 9:
            self = .audited(
                try reader.nextList(), inspectionDue: try reader.next(), epoch: try reader.next(),
                time: try reader.next(), try reader.next())
        case 10: self = .receipted(durableThrough: try reader.next())
        case 11: self = .withdrawalBegun(try reader.next(), try reader.next())
        case 12: self = .withdrawalAsked(try reader.next(), try reader.next())
        case 13:
            self = .withdrawn(
                removed: try reader.next(), epoch: try reader.next(), time: try reader.next(),
                try reader.next())
        case 14: self = .destroyed
        case 15: self = .tampered
        case 16: self = .stopped(reason: try reader.text())
        case 17: self = .cancellationAsked(try reader.next(), try reader.next())
        case 18: self = .drawn(try reader.next())
        case 19: self = .spoiled(try reader.next(), try reader.next())
        case 20: self = .spoilAcknowledged(try reader.next())
        case 21: self = .confirmationMade(statementCounter: try reader.next(), try reader.next())
        case 22: self = .keyDestroyed
        case 23: self = .configurationAsked(statementCounter: try reader.next())
        case 24 where mayHold:
            self = .acted(try reader.next(), try DeviceEvent(encoded: reader.rest(), mayHold: false))
        case 25: self = .actClosed(try reader.next())
        case 26: self = .actNoted(try reader.next(), try reader.next())
        case 30: self = .drawingBegun(try reader.next(), try reader.next(), try reader.next())
        case 31: self = .drawingChanged(try reader.next(), try reader.next(), try reader.next())
        case 32: self = .drawingDelivered(try reader.next(), try reader.next())
        case 36: self = .standingTaken(try reader.next())
        case 37 where mayHold:
            self = .unlocked(try reader.next(), by: try DeviceEvent(encoded: reader.rest(), mayHold: false))
        case 38: self = .shownBehind(counter: try reader.next())
        case 40: self = .rootPinned(try reader.next())
        case 41: self = .rootSucceeded(try reader.next())
        case 42: self = .serviceKeyTaken(try reader.next())
        case 43: self = .authorised(try reader.next(), try reader.next())
        default: throw reader.damaged
        }
        try reader.requireEnd()
    }
}
