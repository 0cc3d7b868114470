import DutyModel
import Exchanges

/// Judges stamp codes against a key list; pure, so that page, command line and tests say the same.
public struct StampVerifier: Sendable {
    private let signatures: any FormVerifier

    /// A judge that checks signatures with this verifier.
    public init(signatures: any FormVerifier = Ed25519Verifier()) { self.signatures = signatures }

    /// What this list says of this code.
    ///
    /// - Parameter age: how old the list is for the reader; nil where nobody asks.
    public func judge(_ text: String, against list: KeyList, aged age: KeyListAge? = nil) -> StampVerdict {
        do {
            let stamp = try StampCode.decode(text, prefixes: list.verifyPrefixes)
            let entry = try prove(stamp, against: list)
            var remarks = remarks(on: stamp.record, of: entry, in: list)
            if let age, age.meaning != .fresh { remarks.append(.listOld(age)) }
            return remarks.isEmpty ? .genuine(stamp, entry) : .genuineBut(stamp, entry, remarks)
        } catch {
            return .notProven(error)
        }
    }

    /// What whoever holds the paper must know, the weightiest first: what became of this stamp, what is doubtful about
    /// it, what became of the machine.
    private func remarks(on record: StampRecord, of entry: KeyListEntry, in list: KeyList) -> [StampRemark] {
        var remarks: [StampRemark] = []
        if let mark = list.mark(for: record.psdKey, counter: record.counter) {
            switch mark.kind {
            case .spoiled: remarks.append(.declaredSpoiled(mark.at))
            case .refunded: remarks.append(.refunded(mark.at))
            }
        }
        for remark in list.remarks(on: record.psdKey, counter: record.counter) {
            switch remark.kind {
            case .underExamination: remarks.append(.underExamination(remark.since))
            case .suspended: remarks.append(.suspended(remark.since))
            default: remarks.append(.other(remark.kind, remark.since))
            }
        }
        if case .withdrawn(let at) = entry.status { remarks.append(.withdrawnSince(at)) }
        return remarks
    }

    /// The entry whose key made this stamp, within its intervals; revocation counts before anything the stamp
    /// says of itself.
    private func prove(_ stamp: SignedStamp, against list: KeyList) throws(DutyFailure) -> KeyListEntry {
        let record = stamp.record
        guard let entry = list.entry(for: record.psdKey) else {
            throw DutyFailure(.signerUnknown, "Key \(record.psdKey) is not in version \(list.version) of the key list.")
        }
        if case .revoked(let at, let reason) = entry.status {
            throw DutyFailure(
                .signerRevoked, "Key \(record.psdKey) was revoked on \(at) (\(reason)); nothing it signed is proof.")
        }
        guard signatures.isValid(stamp.signature, over: record.signedForm, by: entry.publicKey) else {
            throw DutyFailure(.stampSignatureBad, "The code was changed, or key \(record.psdKey) did not make it.")
        }
        try requireIntervals(record, entry)
        return entry
    }

    private func requireIntervals(_ record: StampRecord, _ entry: KeyListEntry) throws(DutyFailure) {
        func require(_ holds: Bool, _ what: String) throws(DutyFailure) {
            guard holds else { throw DutyFailure(.stampOutsideInterval, "Key \(entry.psdKey) \(what).") }
        }
        try require(entry.state == record.state, "has a licence for \(entry.state), the stamp is for \(record.state)")
        try require(entry.covers(counter: record.counter), "has no item number \(record.counter)")
        try require(entry.covers(record.time), "was not in use on \(record.time)")
        if case .withdrawn(let at) = entry.status {
            try require(record.time <= at, "was taken out of use on \(at), before this stamp of \(record.time)")
        }
    }
}
