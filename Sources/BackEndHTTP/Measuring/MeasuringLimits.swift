import ConnectionRules
import DutyModel

/// What the measuring service allows, so that nobody can load the back end with it; anybody may ask, since a site is
/// measured before its machine is there.
package struct MeasuringLimits: Hashable, Sendable {
    /// The length of the windows in which measurements are counted, in seconds.
    package var windowSeconds: Int64 = 600
    /// Measurements of one address in a window. A run of the doctor makes five at most; eight machines behind one
    /// address may all be examined.
    package var perAddress: Int = 40
    /// Measurements of all addresses in a window: two a second, which is 2 Mbit/s.
    package var ofAll: Int = 1_200
    /// Measurements of one address at the same time; a run makes one after the other.
    package var perAddressAtOnce: Int = 4
    /// Measurements of all at the same time.
    package var atOnce: Int = 16
    /// Seconds after which the connection of a measurement is closed; a run gives up after eight.
    package var seconds: Int64 = 20

    package init() {}
}

/// Who may measure now: counts what each address does in a window, and what is under way.
struct MeasuringTurns {
    private let limits: MeasuringLimits
    private var windowEnd: Int64 = .min
    private var counted: [ClientNetwork: Int] = [:]
    private var all = 0
    private var underWay: UnderWay<ClientNetwork>

    init(_ limits: MeasuringLimits) {
        self.limits = limits
        underWay = UnderWay(perAsker: limits.perAddressAtOnce, ofAll: limits.atOnce)
    }

    /// Takes a turn at a moment, in seconds of any steady clock; false where there is none left.
    mutating func take(_ client: ClientNetwork, at seconds: Int64) -> Bool {
        if seconds >= windowEnd {
            windowEnd = seconds + limits.windowSeconds
            counted = [:]
            all = 0
        }
        guard all < limits.ofAll, counted[client, default: 0] < limits.perAddress, underWay.enter(client) else {
            return false
        }
        all += 1
        counted[client, default: 0] += 1
        return true
    }

    /// Gives a turn back.
    mutating func leave(_ client: ClientNetwork) { underWay.leave(client) }
}
