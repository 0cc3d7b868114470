import DutyModel
import Exchanges

/// What became of the acts of people that changed the network's settings.
///
/// Each act takes the next number. Of one that is not here it can be told whether it never came: its name says how many
/// acts were taken in when it was made.
package struct NetworkActs: Hashable, Codable, Sendable {
    /// One act.
    struct Entry: Hashable, Codable, Sendable {
        let act: ActID
        /// Its place among all acts, from 1.
        let number: UInt64
    }

    /// What can be said of an act.
    package enum Standing: Hashable {
        /// The settings that it asked for are in force, or were until other ones followed.
        case done
        /// They are in force until the trial ends.
        case onTrial
        /// It never came, or its trial ended with the earlier settings.
        case absent
        /// It may be one of those that were forgotten.
        case forgotten
        /// It is no act on the settings of this tablet.
        case foreign
    }

    /// The most acts that are remembered.
    static let maximum = 64

    /// How many acts were ever taken in.
    package private(set) var count: UInt64 = 0
    /// The highest number that was forgotten.
    private var forgottenThrough: UInt64 = 0
    /// Those that were done, oldest first.
    private var done: [Entry] = []
    /// The one whose settings are on trial.
    private var onTrial: Entry?

    /// No act was taken in yet.
    package init() {}

    /// Where a new act begins.
    package var place: ActPlace { .onTablet(mark: count) }

    /// What can be said of this act.
    package func standing(of act: ActID) -> Standing {
        if act == onTrial?.act { return .onTrial }
        if done.contains(where: { $0.act == act }) { return .done }
        guard act.isOnTablet, act.mark - ActID.tabletMarks <= count else { return .foreign }
        return act.mark - ActID.tabletMarks < forgottenThrough ? .forgotten : .absent
    }

    /// Takes in an act that is done.
    package mutating func take(_ act: ActID?) {
        guard let act else { return }
        count += 1
        keep(Entry(act: act, number: count))
    }

    /// Takes in an act whose settings go on trial, in place of any other's.
    package mutating func putOnTrial(_ act: ActID?) {
        onTrial = nil
        guard let act else { return }
        count += 1
        onTrial = Entry(act: act, number: count)
    }

    /// The trial ends: the settings stay, or the earlier ones are back.
    package mutating func endTrial(kept: Bool) {
        if kept, let onTrial { keep(onTrial) }
        onTrial = nil
    }

    private mutating func keep(_ entry: Entry) {
        done.append(entry)
        while done.count > Self.maximum { forgottenThrough = max(forgottenThrough, done.removeFirst().number) }
    }
}
