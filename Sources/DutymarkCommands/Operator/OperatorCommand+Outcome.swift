import BackEnd
import DutyModel

extension OperatorCommand {
    /// How it shows whether this command was done; nil for one that changes nothing.
    var whereItShows: String? {
        switch self {
        case .openAccount: "“dutymark backend accounts” lists the account if it was."
        case .deposit(_, _, let challan):
            "“dutymark backend deposits” lists \(ForeignText.shown(challan, most: 64)) if it was."
        case .reverseDeposit(let challan, _):
            "“dutymark backend deposits” says of \(ForeignText.shown(challan, most: 64)) whether it is reversed."
        case .settleAlarms, .settleCustomerAlarms, .settleOwnAlarms:
            "“dutymark backend alarms” lists the alarm no more if it was."
        case .permit, .block, .unlock, .wantAudit, .retire, .revoke, .readmit: "Given again, it does no harm."
        case .invite: "Given again, it makes a new code, and the one before is good for nothing."
        case .settle, .returnGrants, .refund, .clearSuspense:
            "Given again, it pays nothing a second time, and says if nothing is left to pay."
        case .deposits, .accounts, .devices, .machines, .transit, .alarms, .suspects, .spoils: nil
        }
    }

    /// What is told where this command failed: of a change whose outcome isn't known, how to find it out.
    func told(_ failure: DutyFailure) -> DutyFailure {
        if failure.code == .linkDown {
            return DutyFailure(
                .linkDown, "The back end does not answer on its socket. \(failure.message)",
                remedy: "See in its log what holds it up, or stop it and start it again.", outcome: failure.outcome)
        }
        guard failure.outcome == .notKnown, let whereItShows else { return failure }
        let remedy = failure.code == .linkBroken ? whereItShows : "\(failure.remedy) \(whereItShows)"
        return DutyFailure(failure.code, failure.message, remedy: remedy, outcome: .notKnown)
    }
}
