import DutyModel
import Exchanges

/// Judges the device that the base holds now by what the tablet knows: the device it was told to speak for, and the
/// newest record it has seen of that device.
enum WitnessRules {
    /// Throws where the base holds another device than the one this tablet speaks for: that of its enrolment, or one
    /// that was configured through it since.
    ///
    /// - Throws: `journal_rolled_back` where the device has no serial; `link_peer_foreign` where it is another.
    static func requireOwn(_ key: PSDKeyID?, enrolled: PSDKeyID) throws(DutyFailure) -> PSDKeyID {
        guard let key else {
            throw DutyFailure(
                .journalRolledBack, "The base holds a device without a serial; this tablet speaks for \(enrolled).")
        }
        guard key.serial == enrolled.serial else {
            throw DutyFailure(.linkPeerForeign, "The base holds the device \(key); this tablet speaks for \(enrolled).")
        }
        return key
    }

    /// Whether the device itself can judge the record. A record of an earlier life was signed by another key; it
    /// is judged here, by its number, since numbers go on from life to life.
    ///
    /// - Throws: `journal_rolled_back` where the device is older than the record.
    static func isForBase(_ newest: SignedUsageRecord, key: PSDKeyID, itemCount: UInt32) throws(DutyFailure) -> Bool {
        let seen = newest.record.stamp.record.psdKey
        if key.life == seen.life { return true }
        guard key.life > seen.life, newest.counter <= itemCount else {
            throw DutyFailure(
                .journalRolledBack, "The base is older than impression \(newest.counter) of \(seen), which was made.")
        }
        return false
    }
}
