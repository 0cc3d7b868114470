import DutyModel
import Logging
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
        let source = layout.keyListSource
        let verify = try VerifyRoutes { text in VerifyJudge(source: source).answer(text) }
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

    /// The answer for a code, with or without its prefix: an address that was opened holds only what follows it.
    func answer(_ text: String) -> VerifyAnswer {
        do {
            let list = try source.load().list
            let known = list.verifyPrefixes.contains { text.hasPrefix($0.text) }
            let code = known || text.contains("/") ? text : (list.verifyPrefixes.first?.text ?? "") + text
            return answer(StampVerifier().judge(code, against: list), demonstration: list.demonstration)
        } catch {
            return VerifyAnswer(error)
        }
    }

    private func answer(_ verdict: StampVerdict, demonstration: Bool) -> VerifyAnswer {
        let caution = demonstration ? "It comes from a demonstration system and pays no duty." : ""
        return switch verdict {
        case .genuine(let stamp, let entry):
            VerifyAnswer(verdict: .genuine, contents: contents(stamp, entry), reason: caution)
        case .genuineBut(let stamp, let entry, let remark):
            VerifyAnswer(
                verdict: VerifyVerdict(remark), contents: contents(stamp, entry),
                reason: [remark.sentence, caution].filter { !$0.isEmpty }.joined(separator: " "))
        case .notProven(let failure):
            VerifyAnswer(failure)
        }
    }

    private func contents(_ stamp: SignedStamp, _ entry: KeyListEntry) -> VerifiedContents {
        VerifiedContents(stamp: stamp.record, machine: entry.machine, licence: entry.licence)
    }
}

extension VerifyVerdict {
    /// The verdict on a genuine stamp of which this must be known.
    fileprivate init(_ remark: StampRemark) {
        switch remark {
        case .withdrawnSince: self = .genuineWithdrawn
        case .declaredSpoiled: self = .genuineSpoiled
        case .refunded: self = .genuineRefunded
        }
    }
}
