import DutyModel

/// What the template of the verify page shows.
struct VerifyScreen: Sendable {
    let title: String
    let verdict: Verdict?
    let typed: String

    /// A verdict with its reason.
    struct Verdict: Sendable {
        let tone: String
        let sign: String
        let headline: String
        let reason: String?
        let remedy: String?
        let failure: String?
        let source: String?
        let contents: Contents?
    }

    /// What the code says.
    struct Contents: Sendable {
        let value: String
        let words: String
        let time: String
        let stateName: String
        let article: String
        let machine: String
        let licence: String
        let item: String
        let device: String
    }

    /// The form alone.
    init() {
        title = "Check a stamp"
        verdict = nil
        typed = ""
    }

    /// The answer for a code.
    init(_ answer: VerifyAnswer, typed: String) {
        self.typed = typed
        let (tone, sign, headline) = Self.words(answer.verdict)
        title = headline
        verdict = Verdict(
            tone: tone, sign: sign, headline: headline, reason: Self.kept(answer.reason),
            remedy: Self.kept(answer.remedy), failure: answer.code?.rawValue,
            source: Self.kept(answer.source),
            contents: answer.contents.map(Self.contents))
    }

    private static func words(_ verdict: VerifyVerdict) -> (String, String, String) {
        switch verdict {
        case .genuine: ("good", "✓", "Genuine code")
        case .genuineWithdrawn: ("plain", "!", "Genuine code, machine withdrawn since")
        case .genuineSpoiled: ("bad", "!", "Genuine code, declared spoiled since")
        case .genuineRefunded: ("bad", "!", "Genuine code, duty given back since")
        case .genuineExamined: ("bad", "!", "Genuine code, but its machine is under examination")
        case .genuineRecorded: ("plain", "!", "Genuine, recorded before its machine’s key was revoked")
        case .genuineSuspended: ("bad", "!", "Genuine code, but its machine’s key is suspended")
        case .genuineRemarked: ("plain", "!", "Genuine code, but the key list remarks on it")
        case .genuineOldList: ("plain", "!", "Genuine code, but checked with an old key list")
        case .genuineExpiredList: ("plain", "!", "Genuine code, but checked with a key list that has ended")
        case .notProven: ("bad", "×", "Not proven genuine")
        case .noKeyList: ("plain", "?", "This code can’t be checked here now")
        }
    }

    private static func contents(_ contents: VerifiedContents) -> Contents {
        let stamp = contents.stamp
        return Contents(
            value: stamp.value.rupeeText, words: stamp.value.inWords, time: stamp.time.indianTimeText,
            stateName: stamp.state.letters, article: stamp.article.text, machine: contents.machine.text,
            licence: contents.licence.text, item: String(stamp.counter), device: stamp.psdKey.description)
    }

    private static func kept(_ text: String) -> String? { text.isEmpty ? nil : text }
}
