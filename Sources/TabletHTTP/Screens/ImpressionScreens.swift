import DutyModel
import Tablet

/// The recent impressions.
struct ImpressionsScreen: Screen {
    let template = ScreenTemplate.impressions
    let frame = Frame("Impressions", at: "/impressions", reloadSeconds: 15)
    let rows: [ImpressionRow]
    let limit: String
    let listNotice: Notice?

    /// A list of these impressions, newest first.
    init(_ impressions: [ImpressionSummary], limit: Int, failure: DutyFailure?) {
        rows = impressions.map(ImpressionRow.init)
        self.limit = String(limit)
        listNotice = failure.map { Notice.failure($0) }
    }
}

/// One impression: its facts, what became of its print, and what can be done about it.
///
/// The stamp itself is never shown here: a picture of it on this page could be printed any number of times.
struct ImpressionScreen: Screen {
    let template = ScreenTemplate.impression
    let frame: Frame
    let number: String
    let notice: Notice?
    let details: Details?
    let printing: Printing

    /// What is known of the impression.
    struct Details: Sendable {
        let value: String
        let words: String
        let article: String
        let stateName: String
        let time: String
        let upload: String
        let left: String
    }

    /// The print, and the one or two things that may be done about it.
    struct Printing: Sendable {
        let item: String
        let sign: String
        let sentence: String
        /// What the button says that draws it; nil where it is never drawn again.
        let button: String?
        /// Whether a print may be declared spoiled.
        let mayBeSpoiled: Bool
        let seal: FormSealFields
    }

    /// The screen of an impression; `summary` is nil for one that is too old for the list.
    init(
        counter: UInt32, summary: ImpressionSummary?, print: PrintState?, notice: Notice?, seal: FormSealFields
    ) {
        frame = Frame("Impression \(counter)", at: "/impressions")
        number = String(counter)
        self.notice = notice
        details = summary.map { summary in
            Details(
                value: summary.stamp.value.rupeeText, words: summary.stamp.value.inWords,
                article: summary.stamp.article.text, stateName: summary.stamp.state.letters,
                time: summary.stamp.time.indianTimeText,
                upload: summary.uploaded ? "✓ uploaded" : "… waits to be uploaded",
                left: summary.registers.descending.rupeeText)
        }
        printing = Printing(item: counter, state: print, seal: seal)
    }
}

extension ImpressionScreen.Printing {
    /// What may be done in this state.
    init(item: UInt32, state: PrintState?, seal: FormSealFields) {
        let (sign, sentence, button): (String, String, String?) =
            switch state {
            case .debited: ("…", "Not printed yet.", "Print")
            case .printed: ("✓", "Printed. If it failed, print it once more or declare it spoiled.", "Print once more")
            case .printedAgain: ("✓", "Printed twice. It cannot be printed again.", nil)
            case .spoiled: ("×", "Spoiled. It cannot be printed again; the duty stays debited here.", nil)
            case nil: ("…", "The machine no longer knows what became of its print.", "Print")
            }
        self.init(
            item: String(item), sign: sign, sentence: sentence, button: button, mayBeSpoiled: state == .printed,
            seal: seal)
    }
}

extension PrintState {
    /// The state in a list.
    var mark: String {
        switch self {
        case .debited: "… not printed"
        case .printed: "✓ printed"
        case .printedAgain: "✓ printed twice"
        case .spoiled: "× spoiled"
        }
    }
}
