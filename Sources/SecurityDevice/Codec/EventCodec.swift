import DutyModel
import Exchanges

extension DeviceEvent {
    /// The event as a journal frame holds it: a tag, then its parts. New events get new tags; none is used again.
    var encoded: [UInt8] {
        var writer = BinaryWriter()
        switch self {
        case .initialised(let key, let publicKey):
            writer.append(UInt8(1))
            writer.append(key)
            writer.append(publicKey)
        case .authorised(let authorisation, let reading):
            writer.append(UInt8(43))
            writer.append(authorisation)
            writer.append(reading)
        case .franked(let record, let reading):
            writer.append(UInt8(3))
            writer.append(record)
            writer.append(reading)
        case .refillBegun(let operation, let reading):
            writer.append(UInt8(4))
            writer.append(operation)
            writer.append(reading)
        case .refillAsked(let question, let reading): writer.append(tag: 5, question, reading)
        case .refillDecided(let answer, let epoch, let time, let reading):
            writer.append(UInt8(6))
            writer.append(answer)
            writer.append(epoch, time, reading)
        case .auditBegun(let id, let reading): writer.append(tag: 7, id, reading)
        case .auditAsked(let question, let reading): writer.append(tag: 8, question, reading)
        case .audited(let differences, let due, let epoch, let time, let reading):
            writer.append(UInt8(9))
            writer.append(list: differences)
            writer.append(due)
            writer.append(epoch, time, reading)
        case .receipted(let counter):
            writer.append(UInt8(10))
            writer.append(counter)
        case .withdrawalBegun(let id, let reading): writer.append(tag: 11, id, reading)
        case .withdrawalAsked(let question, let reading): writer.append(tag: 12, question, reading)
        case .withdrawn(let removed, let epoch, let time, let reading):
            writer.append(UInt8(13))
            writer.append(removed)
            writer.append(epoch, time, reading)
        case .destroyed: writer.append(UInt8(14))
        case .tampered: writer.append(UInt8(15))
        case .stopped(let reason):
            writer.append(UInt8(16))
            writer.append(text: reason)
        case .cancellationAsked(let question, let reading): writer.append(tag: 17, question, reading)
        case .drawn(let counter):
            writer.append(UInt8(18))
            writer.append(counter)
        case .spoiled(let declaration, let reading):
            writer.append(UInt8(19))
            writer.append(declaration)
            writer.append(reading)
        case .spoilAcknowledged(let counter):
            writer.append(UInt8(20))
            writer.append(counter)
        case .confirmationMade(let counter, let reading):
            writer.append(UInt8(21))
            writer.append(counter)
            writer.append(reading)
        case .keyDestroyed: writer.append(UInt8(22))
        case .configurationAsked(let counter):
            writer.append(UInt8(23))
            writer.append(counter)
        case .acted(let act, let event):
            writer.append(UInt8(24))
            writer.append(act)
            writer.append(raw: event.encoded)
        case .actClosed(let act):
            writer.append(UInt8(25))
            writer.append(act)
        case .actNoted(let act, let deed):
            writer.append(UInt8(26))
            writer.append(act)
            writer.append(deed)
        case .drawingBegun(let counter, let number, let drawing):
            writer.append(tag: 30, counter, number)
            writer.append(drawing)
        case .drawingChanged(let counter, let number, let drawing):
            writer.append(tag: 31, counter, number)
            writer.append(drawing)
        case .drawingDelivered(let counter, let number): writer.append(tag: 32, counter, number)
        case .standingTaken(let standing):
            writer.append(UInt8(36))
            writer.append(standing)
        case .unlocked(let standing, let event):
            writer.append(UInt8(37))
            writer.append(standing)
            writer.append(raw: event.encoded)
        case .shownBehind(let counter):
            writer.append(UInt8(38))
            writer.append(counter)
        case .rootPinned(let root):
            writer.append(UInt8(40))
            writer.append(root)
        case .rootSucceeded(let root):
            writer.append(UInt8(41))
            writer.append(root)
        case .serviceKeyTaken(let certificate):
            writer.append(UInt8(42))
            writer.append(certificate)
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
                try reader.next(), epoch: try reader.number(), time: try reader.next(), try reader.next())
        case 7: self = .auditBegun(try reader.next(), try reader.next())
        case 8: self = .auditAsked(try reader.next(), try reader.next())
        case 9:
            let differences = try reader.nextList(of: AuditDifference.self)
            self = .audited(
                differences, inspectionDue: try reader.next(), epoch: try reader.number(),
                time: try reader.next(), try reader.next())
        case 10: self = .receipted(durableThrough: try reader.number())
        case 11: self = .withdrawalBegun(try reader.next(), try reader.next())
        case 12: self = .withdrawalAsked(try reader.next(), try reader.next())
        case 13:
            self = .withdrawn(
                removed: try reader.next(), epoch: try reader.number(), time: try reader.next(),
                try reader.next())
        case 14: self = .destroyed
        case 15: self = .tampered
        case 16: self = .stopped(reason: try reader.text())
        case 17: self = .cancellationAsked(try reader.next(), try reader.next())
        case 18: self = .drawn(try reader.number())
        case 19: self = .spoiled(try reader.next(), try reader.next())
        case 20: self = .spoilAcknowledged(try reader.number())
        case 21: self = .confirmationMade(statementCounter: try reader.number(), try reader.next())
        case 22: self = .keyDestroyed
        case 23: self = .configurationAsked(statementCounter: try reader.number())
        case 24 where mayHold:
            let act = try reader.next(ActID.self)
            self = .acted(act, try DeviceEvent(encoded: reader.rest(), mayHold: false))
        case 25: self = .actClosed(try reader.next())
        case 26: self = .actNoted(try reader.next(), try reader.deed())
        case 30:
            self = .drawingBegun(try reader.number(), try reader.drawingNumber(), try reader.next())
        case 31:
            self = .drawingChanged(try reader.number(), try reader.drawingNumber(), try reader.next())
        case 32: self = .drawingDelivered(try reader.number(), try reader.drawingNumber())
        case 36: self = .standingTaken(try reader.next())
        case 37 where mayHold:
            self = .unlocked(try reader.next(), by: try DeviceEvent(encoded: reader.rest(), mayHold: false))
        case 38: self = .shownBehind(counter: try reader.number())
        case 40: self = .rootPinned(try reader.serviceRoot())
        case 41: self = .rootSucceeded(try reader.serviceRoot())
        case 42: self = .serviceKeyTaken(try reader.next())
        case 43: self = .authorised(try reader.next(), try reader.next())
        default: throw reader.damaged
        }
        try reader.requireEnd()
    }
}

extension BinaryWriter {
    fileprivate mutating func append(tag: UInt8, _ question: AskedQuestion, _ reading: ClockReading) {
        append(tag)
        append(question)
        append(reading)
    }

    fileprivate mutating func append(tag: UInt8, _ id: OperationID, _ reading: ClockReading) {
        append(tag)
        append(id)
        append(reading)
    }

    fileprivate mutating func append(tag: UInt8, _ counter: UInt32, _ number: DrawingNumber) {
        append(tag)
        append(counter)
        append(number: number.rawValue)
    }

    fileprivate mutating func append(_ epoch: UInt64, _ time: Timestamp, _ reading: ClockReading) {
        append(epoch)
        append(time)
        append(reading)
    }
}
