import Synchronization

/// Remembers that connections over IPv6 did not come about lately while those over IPv4 did.
///
/// Without it, each new connection of a site whose IPv6 is broken would wait the attempt delay again.
final class FamilyMemory: Sendable {
    private let avoidedUntil = Mutex<ContinuousClock.Instant?>(nil)
    private let limits: NetworkLimits

    init(limits: NetworkLimits) { self.limits = limits }

    /// The family that is to be tried second.
    func avoided(at now: ContinuousClock.Instant) -> AddressFamily? {
        avoidedUntil.withLock { until in until.map { $0 > now } == true ? .ipv6 : nil }
    }

    /// Learns from a race that was won: `tried` are the families of its attempts.
    func learn(winner: AddressFamily, tried: Set<AddressFamily>, at now: ContinuousClock.Instant) {
        avoidedUntil.withLock { until in
            if winner == .ipv6 {
                until = nil
            } else if tried.contains(.ipv6), until.map({ $0 <= now }) ?? true {
                until = now + .milliseconds(limits.familyMemoryMilliseconds)
            }
        }
    }

    /// Forgets it; the link is another now.
    func forget() { avoidedUntil.withLock { $0 = nil } }
}
