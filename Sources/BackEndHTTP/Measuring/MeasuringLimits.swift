import ConnectionRules
import DutyModel

/// What the measuring service allows, so that nobody can load the back end with it; anybody may ask, since a site is
/// measured before its machine is there.
public struct MeasuringLimits: Hashable, Sendable {
    /// The length of the windows in which measurements are counted, in seconds.
    public var windowSeconds: Int64 = 600
    /// Measurements of one address in a window. A run of the doctor makes five at most; eight machines behind one
    /// address may all be examined.
    public var perAddress: Int = 40
    /// Measurements of all addresses in a window: two a second, which is 2 Mbit/s.
    public var ofAll: Int = 1_200
    /// Measurements of one address at the same time; a run makes one after the other.
    public var perAddressAtOnce: Int = 4
    /// Measurements of all at the same time.
    public var atOnce: Int = 16
    /// Seconds after which the connection of a measurement is closed; a run gives up after eight.
    public var seconds: Int64 = 20

    /// The defaults.
    public init() {}
}

/// Who may measure now: counts what each address does in a window, and what is under way.
struct MeasuringTurns {
    private let limits: MeasuringLimits
    private var windowEnd: Int64 = .min
    private var counted: [ClientNetwork: Int] = [:]
    private var all = 0
    private var underWay: [ClientNetwork: Int] = [:]
    private var allUnderWay = 0

    init(_ limits: MeasuringLimits) { self.limits = limits }

    /// Takes a turn at a moment, in seconds of any steady clock; false where there is none left.
    mutating func take(_ client: ClientNetwork, at seconds: Int64) -> Bool {
        if seconds >= windowEnd {
            windowEnd = seconds + limits.windowSeconds
            counted = [:]
            all = 0
        }
        guard all < limits.ofAll, counted[client, default: 0] < limits.perAddress, allUnderWay < limits.atOnce,
            underWay[client, default: 0] < limits.perAddressAtOnce
        else { return false }
        all += 1
        counted[client, default: 0] += 1
        allUnderWay += 1
        underWay[client, default: 0] += 1
        return true
    }

    /// Gives a turn back.
    mutating func leave(_ client: ClientNetwork) {
        allUnderWay -= 1
        let left = underWay[client, default: 1] - 1
        underWay[client] = left > 0 ? left : nil
    }
}
