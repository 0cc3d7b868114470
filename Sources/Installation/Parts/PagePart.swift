import BackEnd
import DutyModel
import Exchanges
import Logging
import NIOCore
import PublishedKeys
import ServiceLifecycle
import Signing
import Tablet
import TabletHTTP
import VerifyHTTP

/// The clerk's page and, beside it, a page on which stamps are checked.
struct PagePart {
    /// Which stamps are checked beside the clerk's page.
    enum Check {
        /// Every stamp, by this key list and by what the back end of this process recorded of revoked keys.
        case every(KeyListSource, RecordedStamps)
        /// The machine's own prints, whose codes begin so, by its own records.
        case ownPrints(VerifyPrefix)
    }

    /// Serves both while it runs.
    let service: any Service

    /// A page for this machine at this place; `ready` is called when it takes connections.
    init(
        _ unit: TabletUnit, at place: PagePlace, checking check: Check, logger: Logger,
        ready: @escaping @Sendable () async -> Void
    ) throws(DutyFailure) {
        let clock = SystemWallClock()
        let random = SystemRandomSource()
        let page = try TabletPage(
            operations: unit, authorities: place.authorities, clock: { clock.now() },
            random: { count in
                var bytes: [UInt8] = []
                while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
                return Array(bytes.prefix(count))
            })
        let verify: VerifyRoutes? =
            switch check {
            case .every(let source, let recorded):
                try VerifyRoutes { text in
                    await VerifyJudge(source: source, now: clock.now()).answer(text, asking: recorded)
                }
            // What a machine says of its prints is for whoever stands at it.
            case .ownPrints(let prefix):
                place.isOnThisComputerAlone ? try OwnPrintJudge(of: unit, prefix: prefix).routes(at: place) : nil
            }
        service = TabletPageServer(
            router: page.router { verify?.add(to: $0) }, host: place.address, port: Int(place.port), logger: logger,
            running: { _ in await ready() })
    }
}

extension PagePlace {
    /// Whether no other computer reaches the address.
    var isOnThisComputerAlone: Bool {
        switch try? SocketAddress(ipAddress: address, port: 0) {
        case .v4(let four): withUnsafeBytes(of: four.address.sin_addr) { $0.first == 127 }
        case .v6(let six):
            withUnsafeBytes(of: six.address.sin6_addr) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
        default: false
        }
    }

    /// The names under which a browser may ask for the page: its address, and on this computer the usual word for it.
    fileprivate var authorities: [String] {
        let host = address.contains(":") ? "[\(address)]" : address
        return ["\(host):\(port)", "localhost:\(port)"]
    }
}

/// Judges what the verify page is asked: by the published key list, and of a revoked key by what the back end recorded.
struct VerifyJudge: Sendable {
    /// The published key list.
    let list: @Sendable () throws(DutyFailure) -> KeyList
    /// The time, by which the list has an age.
    let now: Timestamp

    /// A judge by the list of this source.
    init(source: KeyListSource, now: Timestamp) {
        self.init(now: now) { () throws(DutyFailure) in try source.load().list }
    }

    /// A judge by the list that is at hand when it is asked.
    init(now: Timestamp, list: @escaping @Sendable () throws(DutyFailure) -> KeyList) {
        self.now = now
        self.list = list
    }

    /// The answer for a code, with or without its prefix: an address that was opened holds only what follows it.
    func answer(_ text: String) -> VerifyAnswer {
        do throws(DutyFailure) {
            let list = try list()
            return answer(Self.code(text, list), list)
        } catch {
            // Nothing was judged: that the list can't be read says nothing of the stamp.
            return VerifyAnswer(noKeyList: error)
        }
    }

    /// The same, and of a revoked key what this back end recorded before.
    func answer(_ text: String, asking recorded: RecordedStamps?) async -> VerifyAnswer {
        let byList = answer(text)
        guard byList.code == .signerRevoked, let recorded, let list = try? list(),
            let stamp = try? StampCode.decode(Self.code(text, list), prefixes: list.verifyPrefixes),
            // The books are asked of nothing but what the key signed, so that strangers can't keep them busy.
            let key = list.entry(for: stamp.record.psdKey)?.publicKey,
            Ed25519Verifier().isValid(stamp.signature, over: stamp.record.signedForm, by: key),
            let held = try? await recorded.find(stamp)
        else { return byList }
        var answer = answer(stamp, held, list.demonstration)
        answer.source = byList.source
        answer.listVersion = byList.listVersion
        return answer
    }

    private static func code(_ text: String, _ list: KeyList) -> String {
        let known = list.verifyPrefixes.contains { text.hasPrefix($0.text) }
        return known || text.contains("/") ? text : (list.verifyPrefixes.first?.text ?? "") + text
    }

    private func answer(_ code: String, _ list: KeyList) -> VerifyAnswer {
        let age = KeyListAge(of: list, at: now)
        var answer = answer(StampVerifier().judge(code, against: list, aged: age), list.demonstration, age)
        answer.source = age.sentence(version: list.version)
        answer.listVersion = list.version
        return answer
    }

    /// What the back end's books prove of a stamp whose key proves nothing any more.
    private func answer(_ stamp: SignedStamp, _ held: RecordedStamp, _ demonstration: Bool) -> VerifyAnswer {
        let remark = held.mark.map { $0.kind == .refunded ? StampRemark.refunded($0.at) : .declaredSpoiled($0.at) }
        let why =
            "Its record came on \(held.recordedAt), before the machine’s key was revoked from \(held.revocation.since) on "
            + "(\(held.revocation.reason)). Only this page can tell: the code by itself is no longer proof."
        return VerifyAnswer(
            verdict: remark.map(VerifyVerdict.init) ?? .genuineRecorded,
            contents: VerifiedContents(stamp: stamp.record, machine: held.machine, licence: held.licence),
            reason: ([remark?.sentence, why].compactMap(\.self) + Self.caution(demonstration)).joined(separator: " "))
    }

    private static func caution(_ demonstration: Bool) -> [String] {
        demonstration ? ["It comes from a demonstration system and pays no duty."] : []
    }

    private func answer(_ verdict: StampVerdict, _ demonstration: Bool, _ age: KeyListAge) -> VerifyAnswer {
        let caution = Self.caution(demonstration)
        switch verdict {
        case .genuine(let stamp, let entry):
            return VerifyAnswer(
                verdict: .genuine, contents: contents(stamp, entry), reason: caution.joined(separator: " "))
        case .genuineBut(let stamp, let entry, let remarks):
            return VerifyAnswer(
                verdict: remarks.first.map(VerifyVerdict.init) ?? .genuine, contents: contents(stamp, entry),
                reason: (remarks.map(\.sentence) + caution).joined(separator: " "))
        case .notProven(let failure):
            var answer = VerifyAnswer(failure)
            // A machine that was licensed since is unknown to an old list.
            answer.reason = ([answer.reason] + [age.warning].compactMap(\.self)).joined(separator: " ")
            return answer
        }
    }

    private func contents(_ stamp: SignedStamp, _ entry: KeyListEntry) -> VerifiedContents {
        VerifiedContents(stamp: stamp.record, machine: entry.machine, licence: entry.licence)
    }
}

extension VerifyVerdict {
    /// The verdict on a genuine stamp of which this must be known above all.
    fileprivate init(_ remark: StampRemark) {
        switch remark {
        case .withdrawnSince: self = .genuineWithdrawn
        case .declaredSpoiled: self = .genuineSpoiled
        case .refunded: self = .genuineRefunded
        case .underExamination: self = .genuineExamined
        case .suspended: self = .genuineSuspended
        case .other: self = .genuineRemarked
        case .listOld(let age): self = age.meaning == .expired ? .genuineExpiredList : .genuineOldList
        }
    }
}
