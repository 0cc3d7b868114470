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
