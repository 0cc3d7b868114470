import DutyModel

/// What the template of the verify page shows.
struct VerifyScreen: Sendable {
    let title: String
    /// The path of the form's style and of the form, which stands at the root where that is empty.
    let path: String
    let form: String
    /// What the form is for.
    let heading: String
    /// What to know of the page.
    let note: String?
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
    init(of page: VerifyPage) { self.init(page, title: page.heading, verdict: nil, typed: "") }

    /// The answer for a code.
    init(_ answer: VerifyAnswer, typed: String, of page: VerifyPage) {
        let (tone, sign, headline) = Self.words(answer.verdict)
        let verdict = Verdict(
            tone: tone, sign: sign, headline: headline, reason: Self.kept(answer.reason),
            remedy: Self.kept(answer.remedy), failure: answer.code?.rawValue, source: Self.kept(answer.source),
            contents: answer.contents.map(Self.contents))
        self.init(page, title: headline, verdict: verdict, typed: typed)
    }

    private init(_ page: VerifyPage, title: String, verdict: Verdict?, typed: String) {
        self.title = title
        path = page.path
        form = page.path.isEmpty ? "/" : page.path
        heading = page.heading
        note = page.note
        self.verdict = verdict
        self.typed = typed
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
        case .ownPrint: ("plain", "!", "This machine made this stamp")
        case .notOwnPrint: ("plain", "?", "This machine holds no such print")
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
