/// The services a machine talks to; each may live on a host of its own.
public enum ServiceName: String, Hashable, Sendable, Codable, CaseIterable {
    /// Authenticates the machine and names the other services.
    case distributor
    /// Refills and audits.
    case funds
    /// Takes usage records.
    case transactions
}
