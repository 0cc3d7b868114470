import DutyModel

/// The business fact that a booking's name names.
package enum BookingFact: Hashable, Sendable {
    /// Money came in under this challan.
    case deposit(challan: String)
    /// What came in under this challan was taken out again.
    case reversal(challan: String)
    /// A refill was granted.
    case refill(OperationID)
    /// A device holds the money of its grant with this sequence.
    case confirmation(PSDKeyID, sequence: UInt64)
    /// The usage records from the first to the last counter were accepted.
    case usage(PSDKeyID, first: UInt32, last: UInt32)
    /// The grant with this sequence went back to the customer.
    case grantReturn(PSDKeyID, sequence: UInt64)
    /// A lost grant was booked again.
    case reimport(OperationID)
    /// A device gave its funds back.
    case withdrawal(PSDKeyID)
    /// An operator settled a device that is out of use.
    case settlement(PSDKeyID)
    /// A refund of an impression was allowed.
    case refund(PSDKeyID, counter: UInt32)
    /// That refund was credited.
    case refundCredit(PSDKeyID, counter: UInt32)
    /// Money from outside cleared what was in suspense.
    case clearance(reference: String)

    /// Reads the name of a booking of this kind; nil where it is not one that the kind gives.
    package init?(id: String, kind: LedgerOperation.Kind) {
        guard id.hasPrefix("\(kind.rawValue):") else { return nil }
        let name = String(id.dropFirst(kind.rawValue.count + 1))
        let device = Self.device(name)
        switch kind {
        case .deposit: self = .deposit(challan: name)
        case .reversal: self = .reversal(challan: name)
        case .clearance: self = .clearance(reference: name)
        case .refill, .reimport:
            guard let operation = try? OperationID(hex: name) else { return nil }
            self = kind == .refill ? .refill(operation) : .reimport(operation)
        case .withdrawal, .settlement:
            guard let key = try? PSDKeyID(name) else { return nil }
            self = kind == .withdrawal ? .withdrawal(key) : .settlement(key)
        case .confirmation, .grantReturn:
            guard let device, let sequence = Self.number(device.rest, as: UInt64.self) else { return nil }
            self =
                kind == .confirmation
                ? .confirmation(device.key, sequence: sequence) : .grantReturn(device.key, sequence: sequence)
        case .refund, .refundCredit:
            guard let device, let counter = Self.number(device.rest, as: UInt32.self) else { return nil }
            self =
                kind == .refund
                ? .refund(device.key, counter: counter) : .refundCredit(device.key, counter: counter)
        case .usage:
            guard let device else { return nil }
            let ends = device.rest.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = Self.number(ends[0], as: UInt32.self),
                let last = Self.number(ends[1], as: UInt32.self), first <= last
            else { return nil }
            self = .usage(device.key, first: first, last: last)
        }
    }

    private static func device(_ name: String) -> (key: PSDKeyID, rest: Substring)? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let key = try? PSDKeyID(parts[0]) else { return nil }
        return (key, parts[1])
    }

    /// Reads the one way a number is written.
    private static func number<Number: FixedWidthInteger>(_ text: Substring, as: Number.Type) -> Number? {
        guard let number = Number(text), String(number) == text else { return nil }
        return number
    }
}
