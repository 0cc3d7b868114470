extension FailureCode {
    /// An amount isn't a number of rupees with at most two decimals, or its commas leave open which number it is.
    public static let amountMalformed = FailureCode(
        "amount_malformed", .malformed, .notDone,
        "Write rupees with at most two decimals, such as 500 or 2,62,500.50; commas only in complete groups.")
    /// An amount is larger than can be counted.
    public static let amountOutOfRange = FailureCode(
        "amount_out_of_range", .malformed, .notDone, "Use a smaller amount.")
    /// An amount is zero or less.
    public static let amountNotPositive = FailureCode(
        "amount_not_positive", .malformed, .notDone, "Give an amount above zero.")
    /// An impression asks for more than the descending register holds.
    public static let amountOverFunds = FailureCode(
        "amount_over_funds", .refused, .notDone, "Top up first, or frank a smaller amount.")
    /// An impression is above the cap of the licence.
    public static let amountOverCap = FailureCode(
        "amount_over_cap", .refused, .notDone,
        "Pay this duty by another means; the licence doesn't allow it in one impression.")
    /// The instrument isn't an article of the state's schedule.
    public static let instrumentUnknown = FailureCode(
        "instrument_unknown", .malformed, .notDone, "Choose one of the articles that the page lists for the state.")
    /// The state isn't one of the two-letter codes in use.
    public static let stateUnknown = FailureCode(
        "state_unknown", .malformed, .notDone, "Give the state by its two letters, such as MH.")
    /// The machine holds no licence for the state.
    public static let stateNotLicensed = FailureCode(
        "state_not_licensed", .refused, .notDone, "Use a machine that is licensed for this state.")
    /// The state's rules don't allow the refund.
    public static let refundNotAllowed = FailureCode(
        "refund_not_allowed", .refused, .notDone, "Check the state's refund rules and the impression's date.")
    /// A value has the wrong form.
    public static let valueMalformed = FailureCode(
        "value_malformed", .malformed, .notDone, "Correct the value and try again.")
    /// The code isn't a stamp code.
    public static let codeMalformed = FailureCode(
        "code_malformed", .malformed, .notDone,
        "Read the code again from the paper; treat the stamp as not genuine if it stays so.")
}

extension FailureCodeGroup {
    /// Amounts, instruments and states.
    public static let amounts = FailureCodeGroup(
        "Amounts, instruments and states",
        [
            .amountMalformed, .amountOutOfRange, .amountNotPositive, .amountOverFunds, .amountOverCap,
            .instrumentUnknown, .stateUnknown, .stateNotLicensed, .refundNotAllowed, .valueMalformed, .codeMalformed,
        ])
}
