/// How the duty on an instrument follows from its consideration; exact integer arithmetic in paise.
public enum DutyRule: Hashable, Sendable {
    /// The same duty whatever the consideration.
    case flat(Paise)
    /// A share of the consideration between a least and a greatest duty.
    case share(ShareRule)
    /// Shares by slab: the slab that holds the whole consideration decides.
    case slabs([SlabRule])
    /// An amount for every unit of the consideration “or part thereof”.
    case steps(StepRule)

    /// The duty on a consideration. Throws `amount_not_positive` for a negative consideration and
    /// `amount_out_of_range` where the duty cannot be counted.
    public func duty(on consideration: Paise) throws(DutyFailure) -> Paise {
        guard consideration >= .zero else {
            throw DutyFailure(.amountNotPositive, "A consideration of \(consideration.rupeeText) is below zero.")
        }
        switch self {
        case .flat(let duty): return duty
        case .share(let rule): return try rule.duty(on: consideration)
        case .slabs(let slabs): return try SlabRule.duty(on: consideration, slabs: slabs)
        case .steps(let rule): return try rule.duty(on: consideration)
        }
    }
}

/// A share of the consideration in millionths (0.3 % = 3,000), kept between two bounds.
public struct ShareRule: Hashable, Sendable, Codable {
    /// The share, in millionths.
    public let millionths: Int64
    /// The least duty, if there is one.
    public let minimum: Paise?
    /// The greatest duty, if there is one.
    public let maximum: Paise?

    /// The share, rounded up to the next paisa, within the bounds.
    public func duty(on consideration: Paise) throws(DutyFailure) -> Paise {
        var duty = try consideration.share(millionths: millionths)
        if let minimum { duty = max(duty, minimum) }
        if let maximum { duty = min(duty, maximum) }
        return duty
    }
}

/// One slab: for a consideration up to a bound, an amount and a share of what exceeds a floor.
public struct SlabRule: Hashable, Sendable, Codable {
    /// The highest consideration of the slab; nil for the last.
    public let upTo: Paise?
    /// The fixed part.
    public let base: Paise
    /// The share of the excess, in millionths.
    public let millionths: Int64
    /// Where the excess begins.
    public let over: Paise
    /// The least duty in this slab, if there is one.
    public let minimum: Paise?
    /// The greatest duty in this slab, if there is one.
    public let maximum: Paise?

    static func duty(on consideration: Paise, slabs: [SlabRule]) throws(DutyFailure) -> Paise {
        guard let slab = slabs.first(where: { $0.upTo.map { consideration <= $0 } ?? true }) else {
            throw DutyFailure(
                .amountOutOfRange, "The schedule gives no duty for \(consideration.rupeeText).",
                remedy: "Ask the sub-registrar for the duty.")
        }
        let excess = max(.zero, try consideration.subtracting(slab.over))
        var duty = try slab.base.adding(try excess.share(millionths: slab.millionths))
        if let minimum = slab.minimum { duty = max(duty, minimum) }
        if let maximum = slab.maximum { duty = min(duty, maximum) }
        return duty
    }
}

/// An amount for every unit of the consideration or part of one.
public struct StepRule: Hashable, Sendable, Codable {
    /// Up to here the duty is `base` alone; above, every unit of the whole consideration counts.
    public let upTo: Paise
    /// The fixed part.
    public let base: Paise
    /// What every unit costs.
    public let each: Paise
    /// The size of a unit of consideration; above zero.
    public let unit: Paise
    /// The greatest duty, if there is one.
    public let maximum: Paise?

    /// The duty, units counted “or part thereof”.
    public func duty(on consideration: Paise) throws(DutyFailure) -> Paise {
        guard consideration > upTo else { return base }
        let units = consideration.count / unit.count + (consideration.count % unit.count == 0 ? 0 : 1)
        let (steps, overflow) = units.multipliedReportingOverflow(by: each.count)
        guard !overflow else {
            if let maximum { return maximum }
            throw DutyFailure(.amountOutOfRange, "The duty is larger than can be counted.")
        }
        let duty = try base.adding(Paise(steps))
        return maximum.map { min(duty, $0) } ?? duty
    }
}

extension Paise {
    /// So many millionths of the amount, rounded up to the next paisa; the product may need 128 bits.
    func share(millionths: Int64) throws(DutyFailure) -> Paise {
        let product = Int128(count) * Int128(millionths)
        guard let share = Int64(exactly: (product + 999_999) / 1_000_000) else {
            throw DutyFailure(.amountOutOfRange, "The duty is larger than can be counted.")
        }
        return Paise(share)
    }
}
