import DutyModel
import Exchanges

/// Acts that were asked about before they came and are refused from then on; the oldest are forgotten.
package struct ClosedActs: Sendable {
    /// More than can be on their way at one time.
    private static let maximum = 256
    private var acts: [ActID] = []

    /// Nothing is refused yet.
    package init() {}

    /// Whether the act is refused.
    package func contains(_ act: ActID) -> Bool { acts.contains(act) }

    /// From now on the act is refused.
    package mutating func close(_ act: ActID) {
        guard !contains(act) else { return }
        acts.append(act)
        if acts.count > Self.maximum { acts.removeFirst() }
    }
}
