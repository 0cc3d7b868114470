import SecurityDevice

/// The journal file of a simulated disk.
public struct SimulatedJournal: JournalStorage {
    let disk: SimulatedDisk

    /// The journal on this disk.
    public init(disk: SimulatedDisk) { self.disk = disk }

    /// As `JournalStorage` says.
    public mutating func readAll() throws(StorageFault) -> [UInt8]? { disk.journal }

    /// As `JournalStorage` says.
    public mutating func append(_ bytes: [UInt8]) throws(StorageFault) {
        try disk.contents.withLock { contents throws(StorageFault) in
            guard contents.cached != nil else { throw .failed("there is no journal") }
            try contents.strikeAppend(bytes)
            if contents.faults.noSpaceOneIn > 0, contents.random.oneIn(contents.faults.noSpaceOneIn) { throw .noSpace }
            if contents.fails() {
                // A failed write may have written a part.
                contents.cached?.append(contentsOf: bytes.prefix(contents.random.below(bytes.count)))
                contents.step(of: disk)
                throw .failed("simulated write error")
            }
            contents.cached?.append(contentsOf: bytes)
            contents.step(of: disk)
        }
    }

    /// As `JournalStorage` says.
    public mutating func sync() throws(StorageFault) {
        try disk.contents.withLock { contents throws(StorageFault) in
            if contents.fails() {
                contents.loseUnsynced()
                contents.step(of: disk)
                throw .failed("simulated sync error")
            }
            try contents.strikeSync()
            contents.makeDurable()
            contents.step(of: disk)
            try contents.strikeAfterSync()
        }
    }

    /// As `JournalStorage` says.
    public mutating func replace(with bytes: [UInt8]) throws(StorageFault) {
        try disk.contents.withLock { contents throws(StorageFault) in
            try contents.strikeReplace(bytes)
            // The new file is written and synced under another name: a cut here leaves the old journal.
            contents.step(of: disk)
            if contents.faults.noSpaceOneIn > 0, contents.random.oneIn(contents.faults.noSpaceOneIn) { throw .noSpace }
            let old = (contents.cached, contents.durable)
            (contents.cached, contents.durable) = (bytes, bytes)
            // Renamed, its folder not synced: either name may be there after a cut.
            if contents.random.oneIn(2) {
                contents.step(of: disk)
            } else {
                (contents.cached, contents.durable) = old
                contents.step(of: disk)
                (contents.cached, contents.durable) = (bytes, bytes)
            }
            if contents.fails() { throw .failed("simulated folder sync error") }
            contents.step(of: disk)
        }
    }

    /// As `JournalStorage` says.
    public mutating func truncate(to length: Int) throws(StorageFault) {
        try disk.contents.withLock { contents throws(StorageFault) in
            if contents.fails() { throw .failed("simulated truncate error") }
            if let cached = contents.cached { contents.cached = Array(cached.prefix(length)) }
            if let durable = contents.durable { contents.durable = Array(durable.prefix(length)) }
            contents.step(of: disk)
        }
    }

    /// As `JournalStorage` says.
    public mutating func ensureRoom(_ bytes: Int) throws(StorageFault) {
        try disk.contents.withLock { contents throws(StorageFault) in try contents.strikeRoom() }
    }
}

/// The anchor file of a simulated disk; synced when it is settled, and never again.
public struct SimulatedAnchor: MonotonicAnchor {
    let disk: SimulatedDisk

    /// The anchor on this disk.
    public init(disk: SimulatedDisk) { self.disk = disk }

    /// As `JournalStorage` says.
    public mutating func read() throws(StorageFault) -> UInt64? {
        disk.contents.withLock { $0.anchors[$0.anchors.count - 1] }
    }

    /// As `JournalStorage` says.
    public mutating func settle() throws(StorageFault) {
        try disk.contents.withLock { contents throws(StorageFault) in
            let number = contents.anchors[contents.anchors.count - 1] ?? 0
            if contents.anchors[contents.anchors.count - 1] == nil { contents.anchors.append(number) }
            contents.step(of: disk)
            if contents.fails() { throw .failed("simulated sync error") }
            contents.anchors = [number]
            contents.step(of: disk)
        }
    }

    /// As `JournalStorage` says.
    public mutating func raise(to number: UInt64) throws(StorageFault) {
        disk.contents.withLock { contents in
            guard number > contents.anchors[contents.anchors.count - 1] ?? 0 else { return }
            // The cache writes itself out now and then, so not all old values stay possible.
            if contents.anchors.count > 4 { contents.anchors.removeFirst() }
            contents.anchors.append(number)
            contents.step(of: disk)
        }
    }
}
