/// The connections of one listener, and which of them goes where there are too many.
///
/// Connections that haven't completed their handshake and those that have are counted apart. Where one of the two is
/// full, the oldest connection of the network that has most of them there goes: a network that opens hundreds pushes out
/// its own, and whoever comes from elsewhere finds room. Of the established ones only those go that have no request under
/// way, and first those that never had one; where all are at work, the newcomer goes.
///
/// A pure rule: it opens and closes nothing.
struct ConnectionCrowd<ID: Hashable & Sendable, Network: Hashable & Sendable>: Sendable {
    private enum Stage: Hashable { case unfinished, silent, resting, working }

    private struct Member {
        let network: Network
        var stage: Stage
        /// Grows with each change of a stage; the lowest is the oldest.
        var since: UInt64
    }

    private let unfinishedMaximum: Int
    private let establishedMaximum: Int
    private var members: [ID: Member] = [:]
    private var counts: [Stage: Int] = [:]
    private var clock: UInt64 = 0

    /// A crowd with these limits, each at least 1.
    init(unfinished: Int, established: Int) {
        unfinishedMaximum = max(1, unfinished)
        establishedMaximum = max(1, established)
    }

    /// How many connections haven't completed their handshake.
    var unfinishedCount: Int { counts[.unfinished, default: 0] }

    /// How many connections have.
    var establishedCount: Int { members.count - unfinishedCount }

    /// Whether this connection is here and hasn't completed its handshake.
    func isUnfinished(_ id: ID) -> Bool { members[id]?.stage == .unfinished }

    /// A connection was accepted. Returns the one to close, if any; it is forgotten here.
    mutating func arrive(_ id: ID, from network: Network) -> ID? {
        enter(id, Member(network: network, stage: .unfinished, since: 0), .unfinished)
        guard unfinishedCount > unfinishedMaximum else { return nil }
        return remove(oldestOfBusiest(among: [.unfinished]))
    }

    /// A connection completed its handshake, or needed none. Returns the one to close, which may be this one.
    mutating func establish(_ id: ID) -> ID? {
        guard members[id]?.stage == .unfinished else { return nil }
        move(id, to: .silent)
        guard establishedCount > establishedMaximum else { return nil }
        // A newcomer alone in its network isn't the one to go where others have been silent for longer.
        let candidates: [Stage] = [.silent, .resting]
        for stage in candidates {
            if let oldest = oldestOfBusiest(among: [stage], except: id) { return remove(oldest) }
        }
        return remove(id)
    }

    /// A request came.
    mutating func work(_ id: ID) { if let stage = members[id]?.stage, stage != .unfinished { move(id, to: .working) } }

    /// Its answer was given.
    mutating func rest(_ id: ID) { if members[id]?.stage == .working { move(id, to: .resting) } }

    /// A connection ended.
    mutating func leave(_ id: ID) { _ = remove(id) }

    private func oldestOfBusiest(among stages: Set<Stage>, except newcomer: ID? = nil) -> ID? {
        var sizes: [Network: Int] = [:]
        var oldest: [Network: (id: ID, since: UInt64)] = [:]
        for (id, member) in members where stages.contains(member.stage) && id != newcomer {
            sizes[member.network, default: 0] += 1
            if let known = oldest[member.network], known.since < member.since { continue }
            oldest[member.network] = (id, member.since)
        }
        // Of two networks with as many, the one whose oldest has waited for longer.
        return oldest.max { left, right in
            let (leftSize, rightSize) = (sizes[left.key, default: 0], sizes[right.key, default: 0])
            return leftSize == rightSize ? left.value.since > right.value.since : leftSize < rightSize
        }?.value.id
    }

    private mutating func enter(_ id: ID, _ member: Member, _ stage: Stage) {
        _ = remove(id)
        members[id] = member
        counts[stage, default: 0] += 1
        move(id, to: stage)
    }

    private mutating func move(_ id: ID, to stage: Stage) {
        guard let before = members[id]?.stage else { return }
        clock += 1
        members[id]?.stage = stage
        members[id]?.since = clock
        counts[before, default: 1] -= 1
        counts[stage, default: 0] += 1
    }

    private mutating func remove(_ id: ID?) -> ID? {
        guard let id, let member = members.removeValue(forKey: id) else { return nil }
        counts[member.stage, default: 1] -= 1
        return id
    }
}
