import DutyModel

/// What a service does for the machine; both built-in guides use the same roles.
public enum GuideRole: String, Hashable, Sendable, Codable, CaseIterable {
    /// Authenticates the machine and names the other services.
    case distributor
    /// Refills and audits.
    case funds
    /// Takes usage records.
    case transactions
    /// Rates and application software.
    case downloads
    /// Updates of the operating system.
    case osUpdates = "os_updates"
    /// Takes health data.
    case health
    /// Answers whether the network is open.
    case connectivityCheck = "connectivity_check"
    /// Used by several applications of the machine's maker.
    case webServices = "web_services"
    /// Remote support, started by the person at the machine.
    case remoteAccess = "remote_access"
    /// Enrolment, configuration and the tablet's own platform.
    case deviceManagement = "device_management"
    /// Name look-up.
    case dns
    /// The clerk's page.
    case page
    /// The line between base and tablet inside the machine.
    case link

    /// The role of a service that machines post messages to.
    public init(_ service: ServiceName) {
        switch service {
        case .distributor: self = .distributor
        case .funds: self = .funds
        case .transactions: self = .transactions
        }
    }
}

/// Whether the machine can work without an entry.
public enum GuideLevel: String, Hashable, Sendable, Codable, CaseIterable {
    /// Must be reachable without obstruction.
    case required
    /// Should be left open; on by default, and may be blocked where a site's rules want it.
    case recommended
}

/// A service of the guide: the group under which its endpoints stand.
public struct GuideService: Hashable, Sendable, Codable {
    /// The name as the guide gives it.
    public let name: String
    /// What it is for, in one phrase.
    public let purpose: String
    /// The words of the original guide this comes from.
    public let source: [String]
}
