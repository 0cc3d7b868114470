import DutyModel
import Exchanges
import NetworkSetup
import Tablet

/// What a form asked for, as the person typed it; kept so that a refusal shows the values again.
struct Submission: Sendable {
    /// The form.
    let form: PageForm
    /// The amount as typed.
    var amount: String = ""
    /// The article as chosen.
    var article: String = ""
    /// The state as chosen; empty means the machine's own.
    var state: String = ""
    /// The item number of an impression.
    var item: String = ""
    /// Which of an impression's two drawings is meant.
    var drawing: String = ""
    /// Whether the person confirmed what cannot be undone.
    var isSure = false
    /// The amount that the person saw in words when the box was marked, in paise; a changed amount is asked for anew.
    var sureOf: String = ""
    /// Whether a test of the network is to talk with every service.
    var isFull = false
    /// The network's settings; nil where the form holds none.
    var network: NetworkWish?

    /// Takes the values out of a form; `value_malformed` where it has fields it should not have.
    init(_ fields: FormFields, of form: PageForm) throws(DutyFailure) {
        try fields.expect(only: form.fields.union(["form", "token", "act"]))
        self.init(prefilling: fields, of: form)
    }

    /// An empty form, or one with the values that its address carries.
    init(prefilling fields: FormFields?, of form: PageForm) {
        self.form = form
        amount = Self.kept(fields?["amount"])
        article = Self.kept(fields?["article"])
        state = Self.kept(fields?["state"])
        item = Self.kept(fields?["item"])
        drawing = Self.kept(fields?["drawing"])
        isSure = fields?["sure"] == "yes"
        sureOf = Self.kept(fields?["sureof"])
        isFull = fields?["full"] == "yes"
        if case .link(let kind) = form.page, let fields { network = NetworkWish(fields, kind: kind) }
    }

    /// The submission as it is remembered: no secret is kept for the sake of showing a form again.
    var withoutSecrets: Submission {
        var bare = self
        bare.network = network?.withoutSecrets
        return bare
    }

    /// Nothing longer than the longest amount is a value of any field; one character more is kept, so that what was cut is
    /// refused and not read as what is left of it.
    private static func kept(_ text: String?) -> String { String((text ?? "").prefix(Paise.longestRupeeText + 1)) }

    /// The amount, above zero; throws `amount_malformed` or `amount_not_positive`.
    func paise() throws(DutyFailure) -> Paise {
        guard !amount.isEmpty else { throw DutyFailure(.amountMalformed, "No amount is given.") }
        let paise = try Paise(rupeeText: amount)
        guard paise > .zero else { throw DutyFailure(.amountNotPositive, "\(paise.rupeeText) is not above zero.") }
        return paise
    }

    /// The amount as a person reads it; “the amount” where what was typed is none.
    var amountText: String { (try? paise().rupeeText) ?? "the amount" }

    /// Throws `confirmation_needed` for an amount above the machine's limit that the person hasn't confirmed in words.
    func requireConfirmation(_ rule: AmountConfirmation) throws(DutyFailure) {
        guard form.fields.contains("sureof") else { return }
        let amount = try paise()
        try rule.require(isSure && sureOf == String(amount.count), of: amount)
    }

    /// The amount to be confirmed in words; nil where none is, or what was typed is no amount.
    func amountToConfirm(_ rule: AmountConfirmation) -> ConfirmedAmount? {
        guard let amount = try? paise(), rule.isNeeded(for: amount) else { return nil }
        return ConfirmedAmount(text: AmountConfirmation.text(of: amount), count: String(amount.count))
    }

    /// The item number of the impression; throws `impression_unknown` for what is none.
    func counter() throws(DutyFailure) -> UInt32 {
        guard let counter = UInt32(item), counter > 0, String(counter) == item else {
            throw DutyFailure(.impressionUnknown, "There is no such impression.")
        }
        return counter
    }

    /// Which of the impression's two drawings; throws `value_malformed` for what is neither.
    func drawingNumber() throws(DutyFailure) -> DrawingNumber {
        guard let number = UInt8(drawing).flatMap(DrawingNumber.init), String(number.rawValue) == drawing else {
            throw DutyFailure(.valueMalformed, "The form is not one of this page. Nothing was done.")
        }
        return number
    }

    /// Throws where the person did not confirm what cannot be undone.
    func requireSure() throws(DutyFailure) {
        guard isSure else {
            throw DutyFailure(
                .confirmationNeeded, "It was not confirmed.",
                remedy: "Mark the box if you want it; otherwise leave this page.")
        }
    }

    /// The wish of a frank form; throws what is wrong with the first bad value.
    func wish() throws(DutyFailure) -> FrankingWish {
        let duty = try paise()
        guard !article.isEmpty else { throw DutyFailure(.instrumentUnknown, "No instrument is chosen.") }
        return FrankingWish(
            amount: duty, article: try Article(article), state: state.isEmpty ? nil : try StateCode(state))
    }
}

/// An amount as a form has it confirmed.
struct ConfirmedAmount: Sendable {
    /// In figures and words.
    let text: String
    /// In paise, for the form's hidden field.
    let count: String
}
