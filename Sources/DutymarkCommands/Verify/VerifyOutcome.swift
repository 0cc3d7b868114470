import DutyModel
import Exchanges
import PublishedKeys
import Signing

/// What `dutymark verify` found out, before it is written down.
struct VerifyOutcome: Sendable {
    /// What could be said.
    enum Finding: Sendable {
        case judged(StampVerdict)
        /// There is no key list to judge by.
        case noKeyList(DutyFailure)
    }

    let finding: Finding
    /// The list that was used; nil where none could be.
    let keyList: KeyListSource.Loaded?
    /// How old that list is; nil where none could be used.
    let age: KeyListAge?

    /// Checks a code; reads the key list first, since without one nothing can be said about any code.
    init(code: () throws(DutyFailure) -> String, source: KeyListSource, memory: KeyListMemory, now: Timestamp) {
        let loaded: KeyListSource.Loaded
        do {
            loaded = try source.load(remembering: memory)
        } catch {
            self.init(finding: .noKeyList(error), keyList: nil, age: nil)
            return
        }
        let age = KeyListAge(of: loaded.list, at: now)
        do {
            let verdict = StampVerifier().judge(try code(), against: loaded.list, aged: age)
            self.init(finding: .judged(verdict), keyList: loaded, age: age)
        } catch {
            self.init(finding: .judged(.notProven(error)), keyList: loaded, age: age)
        }
    }

    /// Nothing can be said, since there is not even a place to look for a key list.
    init(noKeyList failure: DutyFailure) { self.init(finding: .noKeyList(failure), keyList: nil, age: nil) }

    private init(finding: Finding, keyList: KeyListSource.Loaded?, age: KeyListAge?) {
        self.finding = finding
        self.keyList = keyList
        self.age = age
    }

    /// The exit status of a check whose answer can't be told, for want of a key list or of a place to write it.
    static let untold: Int32 = 3

    /// 0 genuine; 1 genuine, but there is something to know; 2 not proven genuine; 3 no key list at hand.
    var exitStatus: Int32 {
        switch finding {
        case .judged(.genuine): 0
        case .judged(.genuineBut): 1
        case .judged(.notProven): 2
        case .noKeyList: Self.untold
        }
    }

    /// Why nothing was proven, if so.
    var failure: DutyFailure? {
        switch finding {
        case .judged(.notProven(let failure)), .noKeyList(let failure): failure
        case .judged: nil
        }
    }

    /// The stamp that was proven genuine, with what must be known of it, the weightiest first.
    var proven: (stamp: SignedStamp, entry: KeyListEntry, remarks: [StampRemark])? {
        switch finding {
        case .judged(.genuine(let stamp, let entry)): (stamp, entry, [])
        case .judged(.genuineBut(let stamp, let entry, let remarks)): (stamp, entry, remarks)
        default: nil
        }
    }
}
