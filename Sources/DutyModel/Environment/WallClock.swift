import Foundation

/// The time of day; injected, so that rules and tests need no real clock.
public protocol WallClock: Sendable {
    /// The moment it is now.
    func now() -> Timestamp
}

/// The operating system's clock.
public struct SystemWallClock: WallClock {
    /// A clock; it holds nothing.
    public init() {}

    /// As `WallClock` says.
    public func now() -> Timestamp { Timestamp(Int64(Date().timeIntervalSince1970.rounded(.down))) }
}
