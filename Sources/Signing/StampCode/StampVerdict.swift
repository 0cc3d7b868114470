import DutyModel
import Exchanges

/// What can be said of a stamp code.
public enum StampVerdict: Sendable {
    /// A listed machine made it, within what its key may have made.
    case genuine(SignedStamp, KeyListEntry)
    /// Genuine, but there is something the reader must know: at least one remark, the weightiest first.
    case genuineBut(SignedStamp, KeyListEntry, [StampRemark])
    /// Nothing proves it genuine; why, and what to do.
    case notProven(DutyFailure)
}

/// What the reader of a genuine stamp must know.
public enum StampRemark: Hashable, Sendable {
    /// The machine was taken out of use after it made this impression.
    case withdrawnSince(Timestamp)
    /// Its print was declared spoiled then, so it should stand on no document.
    case declaredSpoiled(Timestamp)
    /// Its duty was given back then, so it pays no duty any more.
    case refunded(Timestamp)
    /// Two devices may hold the key that made it, and operators have been examining that since then.
    case underExamination(Timestamp)
    /// The publisher has not vouched for stamps of its machine since then.
    case suspended(Timestamp)
    /// The publisher remarks something since then for which this program has no words, only the list's own name.
    case other(KeyListRemark.Kind, Timestamp)
    /// The list that was asked is past its end, too old, or dated ahead, so that it may not know what became of the stamp.
    case listOld(KeyListAge)

    /// The remark as a sentence.
    public var sentence: String {
        switch self {
        case .withdrawnSince(let time): "The machine was taken out of use on \(time), after it made this stamp."
        case .declaredSpoiled(let time): "This stamp was declared spoiled on \(time); it should stand on no document."
        case .refunded(let time): "The duty of this stamp was given back on \(time); it no longer pays any duty."
        case .underExamination(let time):
            "Stamps of this machine have been under examination since \(time), because two devices may be using its key. "
                + "Ask the publisher of the key list before you rely on this stamp."
        case .suspended(let time):
            "The machine’s key has been suspended since \(time): what became of its stamps since isn’t all in the key list. "
                + "Ask the publisher of the key list before you rely on this stamp."
        case .other(let kind, let time):
            "The key list remarks on this stamp since \(time): “\(kind.name)”, which this version of Dutymark can’t "
                + "explain. Update Dutymark, or ask the publisher of the key list."
        case .listOld(let age): age.warning ?? ""
        }
    }

    /// The stable name of the remark in JSON.
    public var name: String {
        switch self {
        case .withdrawnSince: "withdrawn_since"
        case .declaredSpoiled: "declared_spoiled"
        case .refunded: "refunded"
        case .underExamination: "under_examination"
        case .suspended: "suspended"
        case .other(let kind, _): kind.name
        case .listOld(let age):
            switch age.meaning {
            case .ahead: "list_dated_ahead"
            case .expired: "list_expired"
            case .old, .fresh: "list_old"
            }
        }
    }

    /// Since when it is so.
    public var since: Timestamp {
        switch self {
        case .withdrawnSince(let time), .declaredSpoiled(let time), .refunded(let time), .underExamination(let time),
            .suspended(let time), .other(_, let time):
            time
        case .listOld(let age): age.meaning == .expired ? age.validUntil ?? age.issuedAt : age.issuedAt
        }
    }
}

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
            throw DutyFailure(
                .signerUnknown, "Key \(record.psdKey) is not in version \(list.version) of the key list.")
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
            guard holds else {
                throw DutyFailure(.stampOutsideInterval, "Key \(entry.psdKey) \(what).")
            }
        }
        try require(entry.state == record.state, "has a licence for \(entry.state), the stamp is for \(record.state)")
        try require(entry.covers(counter: record.counter), "has no item number \(record.counter)")
        try require(entry.covers(record.time), "was not in use on \(record.time)")
        if case .withdrawn(let at) = entry.status {
            try require(record.time <= at, "was taken out of use on \(at), before this stamp of \(record.time)")
        }
    }
}
