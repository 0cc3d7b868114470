import DutyModel

/// Judges the newest record that the tablet has seen against the device that the base holds now.
enum WitnessRules {
    /// Whether the device itself can judge the record. A record of an earlier life was signed by another key; it
    /// is judged here, by its number, since numbers go on from life to life.
    ///
    /// - Throws: `journal_rolled_back` where the device is older than the record; `link_peer_foreign` where it is
    ///   another device.
    static func isForBase(
        _ newest: SignedUsageRecord, key: PSDKeyID?, itemCount: UInt32
    ) throws(DutyFailure) -> Bool {
        let seen = newest.record.stamp.record.psdKey
        guard let key else {
            throw DutyFailure(
                .journalRolledBack, "The base holds a device without a serial; impression \(newest.counter) was made.")
        }
        guard key.serial == seen.serial else {
            throw DutyFailure(
                .linkPeerForeign, "The base holds the device \(key); this tablet keeps records of \(seen).")
        }
        if key.life == seen.life { return true }
        guard key.life > seen.life, newest.counter <= itemCount else {
            throw DutyFailure(
                .journalRolledBack, "The base is older than impression \(newest.counter) of \(seen), which was made.")
        }
        return false
    }
}
