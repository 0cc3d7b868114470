import DutyModel
import Testing

@Suite("Amounts as text") struct PaiseTextTests {
    @Test(
        "what a person types",
        arguments: [
            ("500", 50_000), ("2,62,500.50", 26_250_050), ("₹ 40", 4_000), ("₹40", 4_000), ("0", 0), ("0.5", 50),
            (" 12.05 ", 1_205), ("-3", -300), ("007", 700), ("-₹3", -300), ("₹-3", -300),
            ("2,62,500", 26_250_000), ("262,500", 26_250_000), ("1,000", 100_000), ("10,00,000", 100_000_000),
            ("1,000,000.5", 100_000_050), ("92233720368547758.07", Int64.max), ("-92233720368547758.08", Int64.min),
            ("-₹92,23,37,20,36,85,47,758.08", Int64.min),
        ])
    func accepted(text: String, paise: Int64) throws {
        #expect(try Paise(rupeeText: text) == Paise(paise))
    }

    @Test(
        "what is refused",
        arguments: [
            "", " ", "five hundred", "1.005", "1.", ".5", "1..2", "1e3", "+5", "5-", "--5", "₹", "₹₹5", "1,,000", ",5",
            "5,", "0x10", "५००", "1 000", "12\u{0}", "1.2.3", "92233720368547758.08", "99999999999999999999",
            "1000000000000000000000000000000", "NaN", "∞", "5,00", "1,5", "12,34", "1,00,00", "1,00,00,00", "1,2,3",
            "0,500", "00,500", ",500", "1,000,00,000", "10,00,000,000", "1234,567", "12,34,5,678", "123,45,678",
            "1,000,",
            "1,000.5,0", "1,0 00", "1,५००", "-₹-5", "- 5", "5\u{200E}00", "5.", "500.00 and more",
            "00000000000000000000000000000000000000005",
        ])
    func refused(text: String) {
        #expect(throws: DutyFailure(.amountMalformed, "")) { try Paise(rupeeText: text) }
    }

    @Test(
        "a refusal says what was read, in one line, and why it isn't an amount",
        arguments: [
            (
                "5,00",
                "“5,00” isn’t an amount in rupees: commas stand only in complete groups, such as 2,62,500 or 262,500."
            ),
            ("1.005", "“1.005” isn’t an amount in rupees: a point stands between rupees and one or two decimals."),
            (
                "5\n0", "“5�0” isn’t an amount in rupees: only the digits 0 to 9, commas and one point may stand in it."
            ),
            ("", "“” isn’t an amount in rupees: it has no digits."),
            (
                "92233720368547758.08",
                "“92233720368547758.08” isn’t an amount in rupees: it is more than can be counted."
            ),
            (
                String(repeating: "5", count: 41),
                "“\(String(repeating: "5", count: 40))…” isn’t an amount in rupees: it has more than 40 bytes."
            ),
        ])
    func refusal(text: String, sentence: String) {
        let failure = #expect(throws: DutyFailure.self) { try Paise(rupeeText: text) }
        #expect(failure?.message == sentence)
    }

    @Test(
        "Indian grouping",
        arguments: [
            (0, "0.00"), (5, "0.05"), (99_999, "999.99"), (100_000, "1,000.00"), (10_000_000, "1,00,000.00"),
            (26_250_050, "2,62,500.50"), (1_000_000_000, "1,00,00,000.00"), (-26_250_000, "-2,62,500.00"),
        ])
    func grouped(paise: Int64, text: String) throws {
        #expect(Paise(paise).grouped == text)
        #expect(try Paise(rupeeText: Paise(paise).grouped) == Paise(paise), "what is written is read back")
    }

    @Test(
        "words",
        arguments: [
            (0, "Rupees zero only"), (100, "Rupee one only"), (1_900, "Rupees nineteen only"),
            (2_000, "Rupees twenty only"), (9_999, "Rupees ninety-nine and ninety-nine paise only"),
            (10_000, "Rupees one hundred only"), (50_005, "Rupees five hundred and five paise only"),
            (26_250_000, "Rupees two lakh sixty-two thousand five hundred only"),
            (1_000_000_000, "Rupees one crore only"), (100_000_000_000, "Rupees one hundred crore only"),
            (-200, "Rupees minus two only"),
        ])
    func words(paise: Int64, text: String) {
        #expect(Paise(paise).inWords == text)
    }

    @Test("sums and differences never wrap round")
    func overflow() throws {
        #expect(try Paise(40).adding(Paise(2)) == Paise(42))
        #expect(throws: DutyFailure(.amountOutOfRange, "")) { try Paise(.max).adding(Paise(1)) }
        #expect(throws: DutyFailure(.amountOutOfRange, "")) { try Paise(.min).subtracting(Paise(1)) }
    }

    @Test("the least amount that can be counted still has its texts")
    func least() {
        #expect(Paise(.min).grouped == "-92,23,37,20,36,85,47,758.08")
        #expect(Paise(.min).inWords.hasPrefix("Rupees minus "))
    }
}
