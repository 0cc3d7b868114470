import BackEnd
import BackEndHTTP
import DutyModel
import PublishedKeys
import Signing
import VerifyHTTP

extension PublicCheck {
    /// The check of a back end's stamps, whose codes lead to `prefix`. It goes by the list that was published last, and of
    /// revoked keys by what the back end recorded.
    ///
    /// - Throws: `config_invalid` where the prefix has a path that can't be served.
    init(
        of backEnd: BackEndInstallation, at place: PublicCheckPlace, prefix: VerifyPrefix, published: PublishedFolder
    ) throws(DutyFailure) {
        let (shelf, recorded) = (backEnd.keyListShelf, backEnd.recordedStamps)
        let page = try VerifyRoutes(try .published(at: prefix)) { text in
            await PublishedJudge(
                shelf: shelf, folder: published, recorded: recorded, now: SystemWallClock().now()
            ).answer(text)
        }
        var listener = ListenerConfiguration(
            bindHost: place.address, port: Int(place.port), publicHost: prefix.hostName, path: prefix.path)
        listener.credentialFiles = place.credential
        self.init(listener: listener, page: page)
    }
}

extension VerifyPage {
    /// The published page of stamps whose codes lead to this address.
    fileprivate static func published(at prefix: VerifyPrefix) throws(DutyFailure) -> VerifyPage {
        // What else an address may hold has a meaning to whoever looks a path up.
        guard prefix.path.utf8.allSatisfy({ "/-.".utf8.contains($0) || (0x30...0x39).contains($0) || $0 >= 0x41 })
        else {
            throw DutyFailure(
                .configInvalid, "The public check can't be served at the path of \(prefix.readableAddress).",
                remedy: "Leave out public_check; its path may hold letters, digits, “-” and “.” only.")
        }
        return .published(host: prefix.host, path: prefix.path)
    }
}

/// Judges what the public check is asked.
struct PublishedJudge: Sendable {
    let shelf: KeyListShelf
    let folder: PublishedFolder
    let recorded: RecordedStamps
    let now: Timestamp

    /// The answer for a code. Its words change with the list alone, so that caches need not fetch it each minute.
    func answer(_ text: String) async -> VerifyAnswer {
        // The list is in memory from the first publication on; before one, what was published earlier counts.
        let judge = VerifyJudge(now: now) { [shelf, folder] () throws(DutyFailure) in
            if let list = shelf.newest { return list }
            return try folder.source.load().list
        }
        var answer = await judge.answer(text, asking: recorded)
        if let list = try? judge.list(), list.version == answer.listVersion {
            answer.source = "Checked with version \(list.version) of the key list, signed on \(list.issuedAt)."
        }
        return answer
    }
}
