import DutyModel

/// A whole number without sign; its bounds are the range that it keeps to.
extension Leaf where Self: FixedWidthInteger & UnsignedInteger & Sendable {
    @usableFromInline package var textWidth: Int { UInt64(self).decimalWidth }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) {
        place.putDecimal(UInt64(self), width: UInt64(self).decimalWidth)
    }
    @usableFromInline package init?(text: LeafText, _ bounds: ClosedRange<Self>) {
        guard let number: Self = text.number(bounds) else { return nil }
        self = number
    }

    @usableFromInline package static func sample(_ bounds: ClosedRange<Self>) -> Self { bounds.lowerBound }
    @usableFromInline package static func form(_ bounds: ClosedRange<Self>) -> LeafForm {
        .number(UInt64(bounds.lowerBound)...UInt64(bounds.upperBound))
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(number: self) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) { self = try binary.number() }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(number: UInt64(self)) }
}

extension UInt8: Leaf {}
extension UInt16: Leaf {}
extension UInt32: Leaf {}
extension UInt64: Leaf {}

/// A number of days or of seconds. One below zero is written as it is, for the other side to refuse.
extension Int64: Leaf {
    @usableFromInline package var textWidth: Int { (self < 0 ? 1 : 0) + magnitude.decimalWidth }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) {
        place[0] = UInt8(ascii: "-")
        (place + (self < 0 ? 1 : 0)).putDecimal(magnitude, width: magnitude.decimalWidth)
    }
    @usableFromInline package init?(text: LeafText, _ bounds: ClosedRange<Int64>) {
        guard let number = text.number(UInt64(bounds.lowerBound)...UInt64(bounds.upperBound)) else { return nil }
        self.init(number)
    }

    @usableFromInline package static func sample(_ bounds: ClosedRange<Int64>) -> Int64 { bounds.lowerBound }
    @usableFromInline package static func form(_ bounds: ClosedRange<Int64>) -> LeafForm {
        .number(UInt64(bounds.lowerBound)...UInt64(bounds.upperBound))
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(number: self) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) { self = try binary.number() }
    @usableFromInline package func append(to form: inout CanonicalForm) {
        form.append(number: UInt64(bitPattern: self))
    }
}

/// Money in paise; its bound is the least that it may be.
extension Paise: Leaf {
    @usableFromInline package var textWidth: Int { count.textWidth }
    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) { count.putText(at: place) }
    @usableFromInline package init?(text: LeafText, _ least: LeastAmount) {
        guard let count = text.number(UInt64(least.rawValue)...UInt64(Int64.max)) else { return nil }
        self.init(Int64(count))
    }

    @usableFromInline package static func sample(_ least: LeastAmount) -> Paise { Paise(least.rawValue) }
    @usableFromInline package static func form(_ least: LeastAmount) -> LeafForm {
        .number(
            UInt64(least.rawValue)...UInt64(Int64.max), name: least == .zero ? "amount" : "positiveAmount",
            meaning: "Money in paise\(least == .zero ? "" : ", more than none").",
            holds: least == .zero ? "paise" : "paise, from 1")
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(number: count) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) { self.init(try binary.number()) }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(self) }
}

/// The least that an amount in a field may be.
@usableFromInline package enum LeastAmount: Int64, Hashable, Sendable {
    /// No money is an amount too.
    case zero = 0
    /// There has to be some.
    case one = 1
}

extension LeafForm {
    /// The form of a number in this range.
    static func number(_ range: ClosedRange<UInt64>) -> LeafForm {
        let (name, meaning, holds) =
            switch (range.lowerBound, range.upperBound) {
            case (0, UInt64(UInt32.max)): ("count", "A number of 32 bits.", "32 bits")
            case (1, UInt64(UInt32.max)): ("positiveCount", "A number of 32 bits, from 1.", "32 bits, from 1")
            case (0, .max): ("number", "A number of 64 bits.", "64 bits")
            case (1, .max): ("positiveNumber", "A number of 64 bits, from 1.", "64 bits, from 1")
            case (1, UInt64(UInt16.max)): ("port", "A TCP port.", "1 to 65535")
            case (0, UInt64(Self.daysMaximum)): ("days", "A number of days, at most a century.", "0 to 36525 days")
            case (let low, let high): ("from\(low)To\(high)", "A number from \(low) to \(high).", "\(low) to \(high)")
            }
        return number(range, name: name, meaning: meaning, holds: holds)
    }

    /// The most days that a licence names: a century.
    @usableFromInline package static let daysMaximum: Int64 = 36_525

    static func number(_ range: ClosedRange<UInt64>, name: String, meaning: String, holds: String) -> LeafForm {
        let above = range.upperBound == .max ? "18446744073709551616" : String(range.upperBound + 1)
        let below = range.lowerBound == 0 ? "-1" : String(range.lowerBound - 1)
        return LeafForm(
            name, meaning, holds: holds, base: "unsignedLong",
            [
                ("pattern", "0|[1-9][0-9]*"), ("minInclusive", String(range.lowerBound)),
                ("maxInclusive", String(range.upperBound)),
            ], broken: [below, above, "0\(range.upperBound)", "", "1e1", "one"])
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// Puts a number here in decimal, in exactly so many digits.
    func putDecimal(_ number: UInt64, width: Int) {
        var rest = number
        for index in stride(from: width - 1, through: 0, by: -1) {
            self[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}

extension UInt64 {
    /// How many decimal digits the number has.
    var decimalWidth: Int {
        var width = 1
        var rest = self
        while rest > 9 {
            rest /= 10
            width += 1
        }
        return width
    }
}
