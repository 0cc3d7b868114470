import DutyModel
import Exchanges

/// A directory that passed the rules, with the tokens that came with it.
///
/// How long they are good for is counted from when they were asked for, on a clock that nobody sets: the length of
/// a lifetime is the same on every clock, the moment of its end is not. So a tablet whose wall clock is wrong still
/// reaches the services, and with them the signed time that says so.
struct AcceptedDirectory {
    let directory: ServiceDirectory
    let tokens: [ServiceName: AccessToken]
    /// When the distributor was asked, on the tablet's elapsed clock.
    let askedAt: Int64

    /// Seconds before its end at which a token is no longer used, so that it does not expire on the way.
    static let tokenMarginSeconds: Int64 = 30
    /// The longest time for which a directory is used, whatever it says of itself: a distributor's is a day.
    static let longestDirectorySeconds: Int64 = 86_400
    /// The longest time for which a token is used; services take none that is longer.
    static let longestTokenSeconds: Int64 = 600

    /// Where a service is and the token for it, or nil where either is missing or about to expire.
    func way(to service: ServiceName, elapsed: Int64) -> (ServiceLocation, AccessToken)? {
        guard let location = directory.services.first(where: { $0.service == service }), let token = tokens[service]
        else { return nil }
        let passed = elapsed - askedAt
        let directoryLife = Self.lifetime(
            from: directory.issuedAt, to: directory.expiresAt, longest: Self.longestDirectorySeconds)
        let tokenLife = Self.lifetime(from: token.issuedAt, to: token.expiresAt, longest: Self.longestTokenSeconds)
        guard passed < directoryLife, passed < tokenLife - Self.tokenMarginSeconds else { return nil }
        return (location, token)
    }

    /// Seconds between two moments, from 0 to the longest allowed.
    static func lifetime(from start: Timestamp, to end: Timestamp, longest: Int64) -> Int64 {
        let (seconds, overflow) = end.seconds.subtractingReportingOverflow(start.seconds)
        return overflow ? 0 : min(max(0, seconds), longest)
    }
}
