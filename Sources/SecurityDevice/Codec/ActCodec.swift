import DutyModel
import Exchanges

extension ActDeed: Storable {
    @usableFromInline package func append(to binary: inout BinaryWriter) {
        switch self {
        case .franked(let counter): binary.append(tag: 1, counter)
        case .spoiled(let counter): binary.append(tag: 3, counter)
        case .refill(let operation, let decision):
            binary.append(tag: 4, operation)
            binary.append(ifAny: decision)
        case .cancellation(let operation, let decision):
            binary.append(tag: 8, operation)
            binary.append(ifAny: decision)
        case .withdrawal(let id, let removed):
            binary.append(tag: 5, id)
            binary.append(ifAny: removed)
        case .audit(let id, let differences):
            binary.append(tag: 6, id)
            binary.append(differences) { $0.append(list: $1) }
        case .lifeBegun(let key): binary.append(tag: 7, key)
        case .upload(let after, let through, let isReceived): binary.append(tag: 9, after, through, isReceived)
        }
    }

    @usableFromInline package init(from binary: inout BinaryReader) throws(DutyFailure) {
        switch try binary.next(UInt8.self) {
        case 1: self = .franked(counter: try binary.next())
        case 3: self = .spoiled(counter: try binary.next())
        case 4: self = .refill(try binary.next(), try binary.nextIfAny())
        case 5: self = .withdrawal(try binary.next(), removed: try binary.nextIfAny())
        case 6:
            self = .audit(
                try binary.next(), try binary.optional { reader throws(DutyFailure) in try reader.nextList() })
        case 7: self = .lifeBegun(try binary.next())
        case 8: self = .cancellation(try binary.next(), try binary.nextIfAny())
        case 9: self = .upload(after: try binary.next(), through: try binary.next(), isReceived: try binary.next())
        default: throw binary.damaged
        }
    }
}

extension Acts.Entry: Storable {
    func append(to binary: inout BinaryWriter) {
        binary.append(id, number)
        binary.append(ifAny: deed)
    }

    init(from binary: inout BinaryReader) throws(DutyFailure) {
        self.init(id: try binary.next(), number: try binary.next(), deed: try binary.nextIfAny())
    }
}

extension Acts: Storable {
    func append(to binary: inout BinaryWriter) {
        binary.append(count, forgottenThrough)
        binary.append(list: entries)
    }

    init(from binary: inout BinaryReader) throws(DutyFailure) {
        guard
            let acts = Acts(
                count: try binary.next(), forgottenThrough: try binary.next(), entries: try binary.nextList())
        else { throw binary.damaged }
        self = acts
    }
}
