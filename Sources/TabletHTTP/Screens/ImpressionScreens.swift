import DutyModel
import Exchanges
import Tablet

/// The recent impressions.
struct ImpressionsScreen: Screen {
    let template = ScreenTemplate.impressions
    let frame = Frame("Impressions", at: "/impressions", reloadSeconds: 15)
    let rows: [ImpressionRow]
    let limit: String
    let listNotice: Notice?

    /// Older impressions of which no print is known to have come out, oldest first.
    let older: [String]

    /// A list of these impressions, newest first; `unsettled` are the items whose print isn't settled.
    init(_ impressions: [ImpressionSummary], unsettled: [UInt32] = [], limit: Int, failure: DutyFailure?) {
        rows = impressions.map(ImpressionRow.init)
        let oldest = impressions.last?.stamp.counter ?? 0
        older = unsettled.filter { $0 < oldest }.sorted().map(String.init)
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

    /// The seals of the screen's forms.
    struct Seals: Sendable {
        /// Of the form that asks for a drawing.
        let print: FormSealFields
        /// Of the form that says that one came out.
        let delivered: FormSealFields
    }

    /// The print, and what may be done about it: exactly what the device says.
    struct Printing: Sendable {
        let item: String
        let sign: String
        let sentence: String
        /// What is asked about a print that was sent; nil where none was.
        let question: String?
        /// The form with which a person says that the print that was sent came out.
        let confirmation: DrawingForm?
        /// The form that asks for the drawing; nil where none may leave the machine.
        let drawing: DrawingForm?
        /// What the link says that leads to declaring it spoiled; nil where that isn't allowed.
        let spoilLabel: String?
    }

    /// A form about one of the two drawings.
    struct DrawingForm: Sendable {
        let number: String
        let label: String
        let seal: FormSealFields
        /// Whether it's the one that is most likely wanted.
        let isMain: Bool
    }

    /// The screen of an impression; `summary` is nil for one that the device no longer holds.
    init(counter: UInt32, summary: ImpressionSummary?, notice: Notice?, seals: Seals) {
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
        printing = Printing(item: counter, summary?.print, seals)
    }
}

extension ImpressionScreen.Printing {
    /// What the device says of the print; nil where it no longer holds the impression.
    init(item: UInt32, _ standing: PrintStanding?, _ seals: ImpressionScreen.Seals) {
        let begun = standing?.state.begunDrawing
        let mayBeSpoiled = standing?.allows(.spoil) == true
        self.init(
            item: String(item), sign: standing?.state.sign ?? "…",
            sentence: standing?.state.sentence
                ?? "This impression was settled, and the machine no longer holds it. Nothing can be printed here.",
            question: begun.map { Self.question($0, mayBeSpoiled: mayBeSpoiled) },
            confirmation: begun.map {
                ImpressionScreen.DrawingForm(
                    number: String($0.rawValue), label: "It printed", seal: seals.delivered, isMain: true)
            },
            drawing: standing.flatMap { Self.form($0, seals.print) },
            spoilLabel: !mayBeSpoiled
                ? nil : standing?.state == .debited ? "Declare it spoiled" : "The print is spoiled")
    }

    private static func question(_ number: DrawingNumber, mayBeSpoiled: Bool) -> String {
        let ways =
            mayBeSpoiled
            ? "If not, send it again as often as it takes, or declare it spoiled."
            : "If not, send it again as often as it takes. It's the last print, so it can't be declared spoiled."
        return "Did it print? Look at the paper. " + ways + " Nothing more is debited."
    }

    private static func form(_ standing: PrintStanding, _ seal: FormSealFields) -> ImpressionScreen.DrawingForm? {
        guard let number = standing.drawing else { return nil }
        let label = standing.allows(.sendAgain) ? "Send it again" : number == .first ? "Print" : "Print once more"
        return ImpressionScreen.DrawingForm(
            number: String(number.rawValue), label: label, seal: seal, isMain: !standing.allows(.sendAgain))
    }
}

extension PrintState {
    /// The sign before the state's sentence.
    var sign: String {
        switch self {
        case .debited: "…"
        case .begun, .begunAgain: "?"
        case .printed, .printedAgain: "✓"
        case .spoiled: "×"
        }
    }

    /// The state in a list.
    var mark: String {
        let words =
            switch self {
            case .debited: "not printed"
            case .begun, .begunAgain: "did it print?"
            case .printed: "printed"
            case .printedAgain: "printed twice"
            case .spoiled: "spoiled"
            }
        return "\(sign) \(words)"
    }
}
