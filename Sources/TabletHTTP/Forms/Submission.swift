import DutyModel
import SiteNetwork
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
    /// Whether the person confirmed what cannot be undone.
    var isSure = false
    /// Whether a test of the network is to talk with every service.
    var isFull = false
    /// The network's settings; nil where the form holds none.
    var network: NetworkWish?

    /// Takes the values out of a form; `value_malformed` where it has fields it should not have.
    init(_ fields: FormFields, purpose: FormPurpose) throws(DutyFailure) {
        try fields.expect(only: Self.fieldNames(purpose).union(["form", "token"]))
        self.init(prefilling: fields, purpose: purpose)
    }

    /// An empty form, or one with the values that its address carries.
    init(prefilling fields: FormFields?, purpose: FormPurpose) {
        self.purpose = purpose
        amount = Self.kept(fields?["amount"])
        article = Self.kept(fields?["article"])
        state = Self.kept(fields?["state"])
        item = Self.kept(fields?["item"])
        isSure = fields?["sure"] == "yes"
        isFull = fields?["full"] == "yes"
        if let kind = purpose.link, let fields { network = NetworkWish(fields, kind: kind) }
    }

    /// The fields a person fills in.
    private static func fieldNames(_ purpose: FormPurpose) -> Set<String> {
        switch purpose {
        case .frank: ["amount", "article", "state"]
        case .refill: ["amount"]
        case .print: ["item"]
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
        guard paise > .zero else {
            throw DutyFailure(.amountNotPositive, "\(paise.rupeeText) is not above zero.")
        }
        return paise
    }

    /// The item number of the impression; throws `path_unknown` for what is none.
    func counter() throws(DutyFailure) -> UInt32 {
        guard let counter = UInt32(item), counter > 0, String(counter) == item else {
            throw DutyFailure(
                .pathUnknown, "There is no such impression.", remedy: "Choose one of the recent impressions.")
        }
        return counter
    }

    /// Throws where the person did not confirm what cannot be undone.
    func requireSure() throws(DutyFailure) {
        guard isSure else {
            throw DutyFailure(
                .valueMalformed, "It was not confirmed.",
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
