import DutyModel

/// An account of the ledger; each is a sub-account of one customer, so no operation crosses two customers and
/// the totals of a state are sums.
package enum LedgerAccount: Hashable, Sendable {
    /// The world outside; its balance is minus the money that came in.
    case externalCash
    /// Money the customer paid in and no device holds.
    case customerFunds
    /// Money granted to a device that has not yet said that it holds it.
    case inTransit(PSDKeyID)
    /// Money a device holds.
    case psdValue(PSDKeyID)
    /// Duty printed under a state's licence.
    case consumedDuty(StateCode)
    /// Refunds that a state's rules allowed and that are not credited yet.
    case refunds
    /// What the books cannot explain yet: below zero by the money that a device proved to hold and no deposit
    /// covers, until an operator clears it.
    case suspense

    /// The name under which tables hold the account.
    package var name: String {
        switch self {
        case .externalCash: "external-cash"
        case .customerFunds: "customer-funds"
        case .inTransit(let key): "in-transit:\(key)"
        case .psdValue(let key): "psd-value:\(key)"
        case .consumedDuty(let state): "consumed-duty:\(state)"
        case .refunds: "refunds"
        case .suspense: "suspense"
        }
    }

    /// Whether a balance below zero breaks the books; true of every account but the outside world and suspense.
    package var staysPositive: Bool { self != .externalCash && self != .suspense }
}
