import DutyModel
import Exchanges

/// What is known of one stamp code, for the person who holds the paper.
public struct VerifyAnswer: Hashable, Sendable {
    /// The verdict.
    public var verdict: VerifyVerdict
    /// What the code says; nil where it is not proven that a machine made it.
    public var contents: VerifiedContents?
    /// Why, in a sentence; empty where the verdict says it all.
    public var reason: String
    /// What to do.
    public var remedy: String
    /// The stable code of what is wrong; nil for a genuine stamp.
    public var code: FailureCode?
    /// Which key list was used and how old it is, in a sentence; empty where none was.
    public var source: String
    /// The version of that list; nil where none was used.
    public var listVersion: UInt64?

    /// An answer with these parts.
    public init(
        verdict: VerifyVerdict, contents: VerifiedContents?, reason: String = "", remedy: String = "",
        code: FailureCode? = nil, source: String = "", listVersion: UInt64? = nil
    ) {
        self.verdict = verdict
        self.contents = contents
        self.reason = reason
        self.remedy = remedy
        self.code = code
        self.source = source
        self.listVersion = listVersion
    }

    /// The answer for a code that could not be proven.
    public init(_ failure: DutyFailure) { self.init(.notProven, because: failure) }

    /// The answer where no key list can be read, so that nothing can be said of any code.
    public init(noKeyList failure: DutyFailure) { self.init(.noKeyList, because: failure) }

    private init(_ verdict: VerifyVerdict, because failure: DutyFailure) {
        self.init(
            verdict: verdict, contents: nil, reason: failure.message, remedy: failure.remedy, code: failure.code)
    }
}

/// Whether a stamp is genuine.
public enum VerifyVerdict: String, Hashable, Sendable, CaseIterable {
    /// A licensed machine made it.
    case genuine
    /// A licensed machine made it, and has been withdrawn since.
    case genuineWithdrawn = "genuine_withdrawn"
    /// A licensed machine made it, and it was declared spoiled.
    case genuineSpoiled = "genuine_spoiled"
    /// A licensed machine made it, and its duty was given back.
    case genuineRefunded = "genuine_refunded"
    /// A licensed machine made it, and its stamps are under examination.
    case genuineExamined = "genuine_under_examination"
    /// A licensed machine made it, and it was recorded before the machine's key was revoked.
    case genuineRecorded = "genuine_recorded"
    /// A licensed machine made it, and its key is suspended.
    case genuineSuspended = "genuine_suspended"
    /// A licensed machine made it, and the key list remarks something that this program can't explain.
    case genuineRemarked = "genuine_remarked"
    /// A licensed machine made it, and the key list is too old to know what became of it.
    case genuineOldList = "genuine_old_list"
    /// A licensed machine made it, and the key list is past the end up to which its publisher vouches for it.
    case genuineExpiredList = "genuine_expired_list"
    /// It is not proven that a licensed machine made it.
    case notProven = "not_proven"
    /// There is no key list here to judge by.
    case noKeyList = "no_key_list"
    /// The machine that was asked made it; what became of it since isn't known there.
    case ownPrint = "own_print"
    /// The machine that was asked doesn't hold such an impression, which says nothing of the stamp.
    case notOwnPrint = "not_own_print"
}

/// What a proven code says, for comparison with the paper.
public struct VerifiedContents: Hashable, Sendable {
    /// The impression.
    public var stamp: StampRecord
    /// The number on the machine's plate.
    public var machine: MachineSerial
    /// The licence under which it was made.
    public var licence: LicenceNumber

    /// The contents of a stamp.
    public init(stamp: StampRecord, machine: MachineSerial, licence: LicenceNumber) {
        self.stamp = stamp
        self.machine = machine
        self.licence = licence
    }
}
