import DutyModel
import Exchanges
import NetworkSetup
import Tablet

/// What a form asked for, as the person typed it; kept so that a refusal shows the values again.
struct Submission: Hashable, Sendable {
    /// What the form is for.
    var purpose: FormPurpose
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
    init(_ fields: FormFields, purpose: FormPurpose) throws(DutyFailure) {
        try fields.expect(only: Self.fieldNames(purpose).union(["form", "token", "act"]))
        self.init(prefilling: fields, purpose: purpose)
    }

    /// An empty form, or one with the values that its address carries.
    init(prefilling fields: FormFields?, purpose: FormPurpose) {
        self.purpose = purpose
        amount = Self.kept(fields?["amount"])
        article = Self.kept(fields?["article"])
        state = Self.kept(fields?["state"])
        item = Self.kept(fields?["item"])
        drawing = Self.kept(fields?["drawing"])
        isSure = fields?["sure"] == "yes"
        sureOf = Self.kept(fields?["sureof"])
        isFull = fields?["full"] == "yes"
        if let kind = purpose.link, let fields { network = NetworkWish(fields, kind: kind) }
    }

    /// The fields a person fills in.
    private static func fieldNames(_ purpose: FormPurpose) -> Set<String> {
        switch purpose {
        case .frank: ["amount", "article", "state", "sure", "sureof"]
        case .refill: ["amount", "sure", "sureof"]
        case .print, .delivered: ["item", "drawing"]
        case .spoil: ["item", "sure"]
        case .withdraw: ["sure"]
        case .testNetwork: ["full"]
        case .wired, .wifi: Set(NetworkField.allCases.map(\.rawValue))
        case .continueRefill, .cancelRefill, .audit, .upload, .nextLife, .confirmNetwork, .examineNetwork: []
        }
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

    /// Throws `confirmation_needed` for an amount above the machine's limit that the person hasn't confirmed in words.
    func requireConfirmation(_ rule: AmountConfirmation) throws(DutyFailure) {
        guard purpose == .frank || purpose == .refill else { return }
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
