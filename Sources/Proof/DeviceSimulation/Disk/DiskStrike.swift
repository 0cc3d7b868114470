import SecurityDevice

/// What hits the next write of a simulated disk.
public enum DiskStrike: Sendable {
    /// The power goes before anything of it is on the platter.
    case powerBefore
    /// The power goes when a part of it is on the platter.
    case torn
    /// The power goes once all of it is on the platter, before anybody is told.
    case powerAfter
    /// The sync fails.
    case syncError
    /// There is no room.
    case full
}

extension SimulatedDisk.Contents {
    private mutating func cutPower() -> StorageFault {
        strike = nil
        isOff = true
        return .failed("the power is gone")
    }

    /// What was appended and never synced.
    private var unsynced: ArraySlice<UInt8> {
        guard let cached, let durable, cached.count > durable.count else { return [] }
        return cached[durable.count...]
    }

    /// Takes everything appended for synced.
    mutating func makeDurable() {
        let rest = unsynced
        if !rest.isEmpty { durable?.append(contentsOf: rest) }
    }

    /// Linux takes the pages of a failed sync for clean: a reader sees them, the next sync succeeds, and a power cut
    /// shows that they never reached the disk.
    mutating func loseUnsynced() {
        let count = unsynced.count
        if count > 0 { durable?.append(contentsOf: repeatElement(0, count: count)) }
    }

    mutating func strikeRoom() throws(StorageFault) {
        if isOff { throw .failed("the power is gone") }
        if case .full = strike {
            strike = nil
            throw .noSpace
        }
    }

    mutating func strikeAppend(_ bytes: [UInt8]) throws(StorageFault) {
        if isOff { throw .failed("the power is gone") }
        switch strike {
        case .powerBefore: throw cutPower()
        case .torn:
            let part = bytes.prefix(random.below(bytes.count))
            cached?.append(contentsOf: part)
            durable = cached
            throw cutPower()
        case .powerAfter, .syncError, .full, nil: break
        }
    }

    mutating func strikeSync() throws(StorageFault) {
        if isOff { throw .failed("the power is gone") }
        if case .syncError = strike {
            strike = nil
            loseUnsynced()
            throw .failed("a sync failed")
        }
    }

    mutating func strikeAfterSync() throws(StorageFault) {
        if case .powerAfter = strike { throw cutPower() }
    }

    /// A replacement is written under another name, so what hits it leaves the old journal, or the new one whole.
    mutating func strikeReplace(_ bytes: [UInt8]) throws(StorageFault) {
        if isOff { throw .failed("the power is gone") }
        switch strike {
        case .powerBefore, .torn: throw cutPower()
        case .powerAfter:
            (cached, durable) = (bytes, bytes)
            throw cutPower()
        case .syncError:
            strike = nil
            throw .failed("a sync failed")
        case .full:
            strike = nil
            throw .noSpace
        case nil: break
        }
    }
}
