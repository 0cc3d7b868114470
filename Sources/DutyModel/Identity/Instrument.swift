/// A state or union territory by its two letters.
public struct StateCode: PlainText {
    /// The two letters, upper case.
    public let letters: String
    /// The letters.
    public var description: String { letters }

    /// Reads a code; throws `state_unknown` for a code that no state or union territory has (ISO 3166-2:IN).
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        let whole = String(text)
        guard Self.known.contains(whole) else {
            throw DutyFailure(.stateUnknown, "“\(ForeignText.shown(whole, most: 8))” is not the code of a state.")
        }
        letters = whole
    }

    /// Every state and union territory, in the order of their letters.
    public static let all = known.sorted().map { StateCode(known: $0) }

    private init(known letters: String) { self.letters = letters }

    private static let known: Set<String> = [
        "AN", "AP", "AR", "AS", "BR", "CG", "CH", "DH", "DL", "GA", "GJ", "HP", "HR", "JH", "JK", "KA", "KL", "LA",
        "LD", "MH", "ML", "MN", "MP", "MZ", "NL", "OD", "PB", "PY", "RJ", "SK", "TN", "TR", "TS", "UK", "UP", "WB",
    ]
}

/// An instrument, named as its article in the state's schedule: `4`, `5(h)(B)`, `29`.
public struct Article: PlainText {
    /// The most bytes an article may have; it stands whole in every stamp code.
    public static let longest = 12
    /// The article as the schedule writes it.
    public let text: String
    /// The article.
    public var description: String { text }

    /// Checks the form only (digits, letters, round brackets); whether a state's schedule has the article is
    /// the schedule's to say. Throws `instrument_unknown`.
    public init(_ text: some StringProtocol) throws(DutyFailure) {
        // The check runs over a String, whatever came: thousands of records name their article.
        let whole = String(text)
        let allowed = whole.utf8.allSatisfy {
            $0.isDigit || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x28 || $0 == 0x29
        }
        guard (1...Self.longest).contains(whole.utf8.count), whole.utf8.first?.isDigit == true, allowed else {
            throw DutyFailure(
                .instrumentUnknown,
                "“\(ForeignText.shown(whole, most: 16))” is not an article of a stamp-duty schedule.")
        }
        self.text = whole
    }

    private init(known text: String) { self.text = text }

    /// The article of affidavits in most schedules.
    public static let affidavit = Article(known: "4")
}
