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

/// One impression with its print.
struct ImpressionScreen: Screen {
    let template = ScreenTemplate.impression
    let frame: Frame
    let number: String
    let notice: Notice?
    let details: Details?

    /// What is known of the impression beside its print.
    struct Details: Sendable {
        let value: String
        let words: String
        let article: String
        let stateName: String
        let time: String
        let upload: String
        let left: String
        let code: String
    }

    /// The screen of an impression; `summary` is nil for one that is too old for the list.
    init(counter: UInt32, summary: ImpressionSummary?, notice: Notice?) {
        frame = Frame("Impression \(counter)", at: "/impressions")
        number = String(counter)
        self.notice = notice
        details = summary.map { summary in
            Details(
                value: summary.stamp.value.rupeeText, words: summary.stamp.value.inWords,
                article: summary.stamp.article.text, stateName: summary.stamp.state.letters,
                time: summary.stamp.time.indianTimeText,
                upload: summary.uploaded ? "✓ uploaded" : "… waits to be uploaded",
                left: summary.registers.descending.rupeeText, code: summary.code)
        }
    }
}
