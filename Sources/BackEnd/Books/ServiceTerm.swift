/// A term of the funds service, as answers, standings and key lists count it: a number that every restore raises, and digits
/// drawn by the restore.
///
/// Two hosts that restore one backup reach the same number, and by the digits still begin two terms: a device that heard the
/// higher one refuses the other. Two restores draw the same digits once in four thousand million. Terms that
/// began before digits were drawn are their number alone, and lie below all that have digits.
struct ServiceTerm: Hashable, Comparable {
    /// Counts the terms, from 1 on.
    let number: UInt64
    /// Drawn when the term began; 0 for one that began before that was done.
    let digits: UInt32

    /// What no number of a term ever reaches; whatever says otherwise was made by nobody.
    static let numberLimit: UInt64 = 1 << 30

    /// The term after one of this number.
    init(after number: UInt64, digits: UInt32) {
        self.number = min(number, Self.numberLimit) + 1
        self.digits = digits
    }

    /// The term that is written as this epoch.
    init(epoch: UInt64) {
        let hasDigits = epoch >> 32 > 0
        number = hasDigits ? epoch >> 32 : epoch
        digits = hasDigits ? UInt32(truncatingIfNeeded: epoch) : 0
    }

    /// How it is written: the number in the upper half; below 2⁶³, so that it fits a column.
    var epoch: UInt64 { digits == 0 && number <= UInt32.max ? number : number << 32 | UInt64(digits) }

    static func < (one: ServiceTerm, other: ServiceTerm) -> Bool { one.epoch < other.epoch }
}
