import DutyModel

extension ReportedRefusal {
    /// The refusal as a person is told it; the reason travels as a code, the sentence is ours.
    init(amount: Paise, code: FailureCode, maximumAllowed: Paise?) {
        let allowed = maximumAllowed.map { maximum in
            maximum > .zero ? " At most \(maximum.rupeeText) would be granted." : " Nothing would be granted now."
        }
        self.init(
            amount: amount, code: code,
            message: "The refill of \(amount.rupeeText) was refused: \(Self.reason(code)). No money was taken."
                + (allowed ?? ""),
            remedy: code.usualRemedy, maximumAllowed: maximumAllowed)
    }

    /// The refusal as a failure.
    package var failure: DutyFailure { DutyFailure(code, message, remedy: remedy, maximumAllowed: maximumAllowed) }

    /// The reason in a clerk's words.
    private static func reason(_ code: FailureCode) -> String {
        switch code {
        case .accountFundsShort: "the customer's account holds too little"
        case .refillOverMaximum: "the machine would hold more funds than its licence allows"
        case .amountNotPositive: "the amount is not above zero"
        case .registerMismatch: "the machine's registers do not agree with the books"
        case .machineBlocked: "the machine is blocked"
        case .psdRetired: "the security device is out of use, or another took its place"
        case .psdAuditFailed: "the last audit found a mismatch"
        case .psdCloneSuspected: "a copy of the security device is suspected"
        case .certificateRevoked: "the machine's certificate was revoked"
        default: "the funds service gave the reason “\(code.rawValue)”"
        }
    }
}
