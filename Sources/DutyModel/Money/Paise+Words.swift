extension Paise {
    /// The amount in words, as a stamp spells it: `Rupees two lakh sixty-two thousand five hundred only`.
    public var inWords: String {
        let rupees = count.magnitude / 100
        let paise = count.magnitude % 100
        let sign = count < 0 ? "minus " : ""
        let unit = rupees == 1 ? "Rupee" : "Rupees"
        let fraction = paise == 0 ? "" : " and \(Self.words(paise)) paise"
        return "\(unit) \(sign)\(Self.words(rupees))\(fraction) only"
    }

    /// Indian numeration: crore (10⁷), lakh (10⁵), thousand, hundred.
    private static func words(_ number: UInt64) -> String {
        let scales: [(UInt64, String)] = [
            (10_000_000, "crore"), (100_000, "lakh"), (1_000, "thousand"), (100, "hundred"),
        ]
        for (size, name) in scales where number >= size {
            let rest = number % size
            return words(number / size) + " " + name + (rest == 0 ? "" : " " + words(rest))
        }
        if number < 20 { return small[Int(number)] }
        let ones = number % 10
        return tens[Int(number / 10)] + (ones == 0 ? "" : "-" + small[Int(ones)])
    }

    private static let small = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
}
