import DutyModel
import Exchanges

extension BinaryWriter {
    mutating func append(_ deed: ActDeed) {
        switch deed {
        case .franked(let counter): append(tag: 1, counter)
        case .spoiled(let counter): append(tag: 3, counter)
        case .refill(let operation, let decision): append(tag: 4, operation, decision)
        case .cancellation(let operation, let decision): append(tag: 8, operation, decision)
        case .withdrawal(let id, let removed):
            append(UInt8(5))
            append(id)
            append(ifAny: removed)
        case .audit(let id, let differences):
            append(UInt8(6))
            append(id)
            append(differences) { $0.append(list: $1) }
        case .lifeBegun(let key):
            append(UInt8(7))
            append(key)
        case .upload(let after, let through, let isReceived):
            append(tag: 9, after)
            append(through)
            append(isReceived)
        }
    }

    mutating func append(_ acts: Acts) {
        append(acts.count)
        append(acts.forgottenThrough)
        append(acts.entries) { writer, entry in
            writer.append(entry.id)
            writer.append(entry.number)
            writer.append(entry.deed) { $0.append($1) }
        }
    }

    private mutating func append(tag: UInt8, _ counter: UInt32) {
        append(tag)
        append(counter)
    }

    private mutating func append(tag: UInt8, _ operation: RefillOperation, _ decision: RefillDecision?) {
        append(tag)
        append(operation)
        append(decision) { $0.append($1) }
    }
}

extension BinaryReader {
    mutating func deed() throws(DutyFailure) -> ActDeed {
        switch try number(as: UInt8.self) {
        case 1: return .franked(counter: try number())
        case 3: return .spoiled(counter: try number())
        case 4: return .refill(try next(), try optionalDecision())
        case 5:
            return .withdrawal(try next(), removed: try nextIfAny())
        case 6:
            return .audit(try next(), try optional { reader throws(DutyFailure) in try reader.nextList() })
        case 7: return .lifeBegun(try next())
        case 8: return .cancellation(try next(), try optionalDecision())
        case 9: return .upload(after: try number(), through: try number(), isReceived: try next())
        default: throw damaged
        }
    }

    private mutating func optionalDecision() throws(DutyFailure) -> RefillDecision? {
        try optional { reader throws(DutyFailure) in try reader.next() }
    }

    mutating func acts() throws(DutyFailure) -> Acts {
        let (count, forgotten) = (try number(as: UInt64.self), try number(as: UInt64.self))
        let entries = try list { reader throws(DutyFailure) in
            Acts.Entry(
                id: try reader.next(), number: try reader.number(),
                deed: try reader.optional { reader throws(DutyFailure) in try reader.deed() })
        }
        guard let acts = Acts(count: count, forgottenThrough: forgotten, entries: entries) else { throw damaged }
        return acts
    }
}
