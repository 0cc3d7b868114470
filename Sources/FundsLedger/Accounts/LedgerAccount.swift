import DutyModel

/// An account of the ledger; each is a sub-account of one customer, so no operation crosses two customers and
/// the totals of a state are sums.
public enum LedgerAccount: Hashable, Sendable {
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
    /// Money paid back.
    case refunds

    /// The name under which tables hold the account.
    public var name: String {
        switch self {
        case .externalCash: "external-cash"
        case .customerFunds: "customer-funds"
        case .inTransit(let key): "in-transit:\(key)"
        case .psdValue(let key): "psd-value:\(key)"
        case .consumedDuty(let state): "consumed-duty:\(state)"
        case .refunds: "refunds"
        }
    }

    /// Whether a balance below zero breaks the books; true of every account but the outside world.
    public var staysPositive: Bool { self != .externalCash }
}
