import DutyModel
import Logging
import PublishedKeys
import ServiceLifecycle
import Signing
import Tablet
import TabletHTTP
import VerifyHTTP

/// The clerk's page and, beside it, the page on which anyone checks a stamp.
struct PagePart {
    /// Serves both while it runs.
    let service: any Service

    /// A page for this machine at this place; `ready` is called when it takes connections.
    init(
        _ unit: TabletUnit, at place: PagePlace, layout: FolderLayout, logger: Logger,
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
        let source = layout.published.source
        let verify = try VerifyRoutes { text in VerifyJudge(source: source, now: clock.now()).answer(text) }
        service = TabletPageServer(
            router: page.router { verify.add(to: $0) }, host: place.address, port: Int(place.port), logger: logger,
            running: { _ in await ready() })
    }
}

extension PagePlace {
    /// The names under which a browser may ask for the page: its address, and on this computer the usual word for it.
    fileprivate var authorities: [String] {
        let host = address.contains(":") ? "[\(address)]" : address
        return ["\(host):\(port)", "localhost:\(port)"]
    }
}

/// Judges what the verify page is asked, by the published key list.
struct VerifyJudge: Sendable {
    let source: KeyListSource
    /// The time, by which the list has an age.
    let now: Timestamp

    /// The answer for a code, with or without its prefix: an address that was opened holds only what follows it.
    func answer(_ text: String) -> VerifyAnswer {
        let list: KeyList
        do {
            list = try source.load().list
        } catch {
            // Nothing was judged: that the list can't be read says nothing of the stamp.
            return VerifyAnswer(noKeyList: error)
        }
        let known = list.verifyPrefixes.contains { text.hasPrefix($0.text) }
        let code = known || text.contains("/") ? text : (list.verifyPrefixes.first?.text ?? "") + text
        let age = KeyListAge(of: list.issuedAt, at: now)
        var answer = answer(StampVerifier().judge(code, against: list, aged: age), list.demonstration, age)
        answer.source = age.sentence(version: list.version)
        return answer
    }

    private func answer(_ verdict: StampVerdict, _ demonstration: Bool, _ age: KeyListAge) -> VerifyAnswer {
        let caution = demonstration ? ["It comes from a demonstration system and pays no duty."] : []
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
        case .listOld: self = .genuineOldList
        }
    }
}
