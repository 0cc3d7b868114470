import SecurityDevice
import Synchronization

/// A disk under a volatile page cache, for one journal and one anchor, in memory.
///
/// What was not synced may be lost, whole or in part, when the power goes: of an append any beginning, or any
/// choice of its sectors; of a rename without the sync of its folder the old or the new name; of the anchor any
/// of its newest values. After each step it keeps, as an image, a disk as a power cut at that step would leave
/// it, so that a driver can cut at every write of one run. A driver can also plan one strike, which hits the next write.
public final class SimulatedDisk: Sendable {
    /// How many writes and syncs fail.
    public struct Faults: Hashable, Sendable {
        /// One append in so many finds the disk full; 0 for never.
        public var noSpaceOneIn: Int
        /// One append, sync or rename in so many fails; 0 for never.
        public var errorOneIn: Int

        /// Faults of this frequency.
        public init(noSpaceOneIn: Int = 0, errorOneIn: Int = 0) {
            self.noSpaceOneIn = noSpaceOneIn
            self.errorOneIn = errorOneIn
        }
    }

    struct Contents {
        var random: SeededRandom
        var faults: Faults
        /// What a reader sees; nil where there is no file.
        var cached: [UInt8]?
        /// What the platter holds.
        var durable: [UInt8]?
        /// Values the anchor may have after a power cut, oldest first; the last is the cached one. Nil for no anchor.
        var anchors: [UInt64?] = [nil]
        /// Lives of the device whose keys are there.
        var keys: Set<UInt8> = []
        /// Whether to keep images.
        var isRecording = false
        var images: [SimulatedDisk] = []
        /// What hits the next write, once.
        var strike: DiskStrike?
        /// Whether the power is gone: nothing is written or read any more.
        var isOff = false
    }

    let contents: Mutex<Contents>

    /// An empty disk; faults and losses come from the seed.
    public init(seed: UInt64, faults: Faults = Faults()) {
        contents = Mutex(Contents(random: SeededRandom(seed: seed), faults: faults))
    }

    private init(contents: Contents) { self.contents = Mutex(contents) }

    /// A disk that holds these bytes durably, and nothing else.
    public init(seed: UInt64, journal: [UInt8], anchor: UInt64? = 0) {
        var contents = Contents(random: SeededRandom(seed: seed), faults: Faults())
        contents.cached = journal
        contents.durable = journal
        contents.anchors = [anchor]
        self.contents = Mutex(contents)
    }

    /// What a reader of the journal sees now.
    public var journal: [UInt8]? { contents.withLock { $0.cached } }

    /// Lives of the device whose keys are there.
    public var keyLives: Set<UInt8> { contents.withLock { $0.keys } }

    /// The disk as a power cut now would leave it.
    public func afterPowerCut() -> SimulatedDisk {
        SimulatedDisk(contents: contents.withLock { $0.afterPowerCut() })
    }

    /// The disk as the end of the process alone leaves it: the cache is still there.
    public func afterProcessEnd() -> SimulatedDisk {
        SimulatedDisk(contents: contents.withLock { $0.sound() })
    }

    /// Sets how many writes and syncs fail from now on.
    public func setFaults(_ faults: Faults) { contents.withLock { $0.faults = faults } }

    /// Plans what hits the next write; nil takes back what did not come to pass.
    public func plan(_ strike: DiskStrike?) { contents.withLock { $0.strike = strike } }

    /// Whether the power went in the middle of a write.
    public var isOff: Bool { contents.withLock { $0.isOff } }

    /// Whether something was appended and not synced.
    public var holdsUnsynced: Bool { contents.withLock { ($0.cached?.count ?? 0) > ($0.durable?.count ?? 0) } }

    /// Damages one byte of a sector of the journal, where there is any, as a disk does that rots.
    public func damageSector(_ number: Int) {
        contents.withLock { contents in
            guard var journal = contents.durable, !journal.isEmpty else { return }
            let place = number % journal.count
            journal[place] ^= 0x41
            (contents.durable, contents.cached) = (journal, journal)
        }
    }

    /// Begins to keep images.
    public func record() { contents.withLock { $0.isRecording = true } }

    /// The images since the last call, one a step, in order; ends keeping them.
    public func takeImages() -> [SimulatedDisk] {
        contents.withLock { contents in
            contents.isRecording = false
            defer { contents.images = [] }
            return contents.images
        }
    }

    func fork(_ contents: Contents) -> SimulatedDisk { SimulatedDisk(contents: contents) }
}

extension SimulatedDisk.Contents {
    /// Keeps an image of a power cut at this step.
    mutating func step(of disk: SimulatedDisk) {
        if isRecording { images.append(disk.fork(afterPowerCut())) }
    }

    /// Whether this write or sync fails.
    mutating func fails() -> Bool { faults.errorOneIn > 0 && random.oneIn(faults.errorOneIn) }

    /// The same on a disk without faults.
    mutating func sound() -> Self {
        var copy = self
        copy.random = SeededRandom(seed: random.next())
        copy.faults = SimulatedDisk.Faults()
        copy.isRecording = false
        copy.images = []
        (copy.strike, copy.isOff) = (nil, false)
        return copy
    }

    mutating func afterPowerCut() -> Self {
        var copy = sound()
        copy.durable = survivors()
        copy.cached = copy.durable
        copy.anchors = [anchors[random.below(anchors.count)]]
        return copy
    }

    /// What is left of the journal: everything synced, and of the rest what happened to reach the platter.
    private mutating func survivors() -> [UInt8]? {
        guard let cached, let durable else { return durable }
        guard cached.count > durable.count else { return durable }
        let tail = Array(cached[durable.count...])
        switch random.below(4) {
        case 0: return durable
        case 1: return cached
        case 2: return durable + tail.prefix(random.below(tail.count + 1))
        default: return durable + scattered(tail)
        }
    }

    /// Any choice of the sectors; those that did not make it read as zeros.
    private mutating func scattered(_ tail: [UInt8]) -> [UInt8] {
        var left: [UInt8] = []
        for start in stride(from: 0, to: tail.count, by: 512) {
            let sector = tail[start..<min(start + 512, tail.count)]
            if random.oneIn(2) { left += sector } else { left += Array(repeating: 0, count: sector.count) }
        }
        return left
    }
}
