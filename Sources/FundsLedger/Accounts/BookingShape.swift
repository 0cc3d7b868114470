import DutyModel

/// What the legs of a booking must be, by the fact that it books.
///
/// The sums are the same whoever moved the money; the shape says that it was moved from and to where its kind moves it.
package enum BookingShape {
    /// What is wrong with these legs, as the end of a sentence that begins with the booking's name; nil for nothing.
    package static func fault(of fact: BookingFact, legs: [LedgerLeg]) -> String? {
        guard legs.count >= 2 else { return "has \(legs.count) legs and needs two or more" }
        guard legs.allSatisfy({ $0.amount != .zero }) else { return "has a leg of nothing" }
        var sum = Paise.zero
        for leg in legs {
            guard let next = try? sum.adding(leg.amount) else { return "has legs that cannot be added up" }
            sum = next
        }
        guard sum == .zero else { return "has legs that sum to \(sum.count) paise instead of 0" }
        return fits(fact, legs) ? nil : "moves money that its kind does not move"
    }

    private static func fits(_ fact: BookingFact, _ legs: [LedgerLeg]) -> Bool {
        switch fact {
        case .deposit: moves(legs, .externalCash, .customerFunds)
        case .reversal: moves(legs, .customerFunds, .externalCash)
        case .clearance: moves(legs, .externalCash, .suspense)
        case .refill: legs.contains { isTransit($0.account) && moves(legs, .customerFunds, $0.account) }
        case .confirmation(let key, _): moves(legs, .inTransit(key), .psdValue(key))
        case .grantReturn(let key, _): moves(legs, .inTransit(key), .customerFunds)
        case .withdrawal(let key), .settlement(let key): moves(legs, .psdValue(key), .customerFunds)
        case .refund: legs.contains { isDuty($0.account) && moves(legs, $0.account, .refunds) }
        case .refundCredit: moves(legs, .refunds, .customerFunds)
        case .usage(let key, _, _): fitsUsage(legs, of: key)
        case .reimport: fitsReimport(legs)
        }
    }

    /// Exactly one leg out of the source and one into the target.
    private static func moves(_ legs: [LedgerLeg], _ source: LedgerAccount, _ target: LedgerAccount) -> Bool {
        legs.count == 2 && legs[0].account == source && legs[0].amount < .zero && legs[1].account == target
    }

    private static func fitsUsage(_ legs: [LedgerLeg], of key: PSDKeyID) -> Bool {
        let sources = legs.prefix { !isDuty($0.account) }
        let duties = legs.dropFirst(sources.count)
        // What a device that was settled before does not cover is in suspense.
        return [[.psdValue(key)], [.psdValue(key), .suspense], [.suspense]].contains(sources.map(\.account))
            && sources.allSatisfy { $0.amount < .zero }
            && duties.allSatisfy { isDuty($0.account) && $0.amount > .zero }
            && Set(duties.map(\.account)).count == duties.count
    }

    private static func fitsReimport(_ legs: [LedgerLeg]) -> Bool {
        let sources = legs.dropFirst()
        return isTransit(legs[0].account) && legs[0].amount > .zero
            && sources.allSatisfy { [.customerFunds, .suspense].contains($0.account) && $0.amount < .zero }
            && Set(sources.map(\.account)).count == sources.count
    }

    private static func isTransit(_ account: LedgerAccount) -> Bool {
        if case .inTransit = account { true } else { false }
    }

    private static func isDuty(_ account: LedgerAccount) -> Bool {
        if case .consumedDuty = account { true } else { false }
    }
}
