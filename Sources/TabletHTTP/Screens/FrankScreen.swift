import DutyModel
import Tablet

/// The form for one impression.
struct FrankScreen: Screen {
    let template = ScreenTemplate.frank
    let frame = Frame("Frank", at: "/frank")
    let standing: Standing
    let notice: Notice?
    let blocked: Blocked?
    let form: Form?

    /// Why nothing can be franked now, and what helps.
    struct Blocked: Sendable {
        let reason: Notice
        let action: PrimaryAction?
    }

    /// The form with its values.
    struct Form: Sendable {
        let seal: FormSealFields
        let amount: String
        let capText: String?
        let states: [FormChoice.Option]
        let onlyState: String?
        let articles: [FormChoice.Option]
        let confirm: ConfirmedAmount?
    }

    /// The form of a machine that stands so, with the values of a submission in it.
    init(
        _ snapshot: MachineSnapshot, articles: [ScheduledArticle], _ shown: ShownForm, seal: FormSealFields,
        confirm: ConfirmedAmount?
    ) {
        let submission = shown.submission
        standing = Standing(snapshot)
        notice = shown.notice
        blocked = Self.blocked(snapshot)
        guard blocked == nil else {
            form = nil
            return
        }
        let states = Set(articles.map(\.state.letters)).sorted()
        let preset = submission.state.isEmpty ? snapshot.identity?.state.letters : submission.state
        form = Form(
            seal: seal, amount: submission.amount,
            capText: snapshot.identity.map { "At most \($0.cap.rupeeText) in one impression." },
            states: states.count > 1
                ? states.map { FormChoice.Option(value: $0, label: $0, chosen: $0 == preset) } : [],
            onlyState: states.count > 1 ? nil : preset ?? states.first,
            articles: articles.map { article in
                FormChoice.Option(
                    value: article.article.text,
                    label: (states.count > 1 ? "\(article.state.letters) " : "")
                        + "Article \(article.article.text): \(article.title)",
                    chosen: article.article.text == submission.article)
            }, confirm: confirm)
    }

    private static func blocked(_ snapshot: MachineSnapshot) -> Blocked? {
        if snapshot.state == .valid, let registers = snapshot.registers, registers.descending > .zero { return nil }
        let reason = snapshot.lock.map(Notice.problem) ?? Notice.plain(snapshot.sentence)
        return Blocked(reason: reason, action: snapshot.primaryAction)
    }
}
