import DutyModel
import Tablet

extension PageForm {
    /// The forms that move money.
    static let money = [frank, refill, continueRefill, cancelRefill]

    /// An impression.
    static let frank = PageForm(
        name: "frank", path: "/frank", page: .frank, fields: ["amount", "article", "state", "sure", "sureof"],
        assurance: Assurance(
            done: "The duty is debited.", notDone: "Nothing was debited.",
            notKnown: "It isn't known yet whether the duty was debited; a debit is never lost."),
        waiting: { "Franking \($0.amountText)." },
        command: { (sent, act) throws(DutyFailure) in .frank(try sent.wish(), nil, act: act) })

    /// Funds.
    static let refill = PageForm(
        name: "refill", path: "/refill", page: .refill, fields: ["amount", "sure", "sureof"],
        assurance: .ofRefill(notDone: "Nothing was asked for."),
        waiting: { "Asking the funds service for \($0.amountText)." },
        command: { (sent, act) throws(DutyFailure) in .refill(amount: try sent.paise(), act: act) })

    /// The answer to the pending refill.
    static let continueRefill = PageForm(
        name: "continue-refill", path: "/refill/continue", page: .refill,
        assurance: .ofRefill(notDone: "Nothing was asked for."),
        waiting: { _ in "Asking the funds service for its answer." }, command: { .continueRefill(act: $1) })

    /// The pending refill given up.
    static let cancelRefill = PageForm(
        name: "cancel-refill", path: "/refill/cancel", page: .refill,
        assurance: .ofRefill(notDone: "The top-up is as it was."),
        waiting: { _ in "Asking the funds service to cancel the top-up." }, command: { .cancelRefill(act: $1) })
}

extension Assurance {
    fileprivate static func ofRefill(notDone: String) -> Assurance {
        let once = "No money is lost: the top-up is granted once or not at all."
        return Assurance(done: once, notDone: notDone, notKnown: once)
    }
}
