import ArgumentParser
import DutyModel
import Exchanges
import Tablet

/// `dutymark machine refill`.
struct RefillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refill", abstract: "Ask for funds, or take up the refill that is outstanding.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The money to ask for, in rupees; leave it out to take up the outstanding refill.")
    var amount: String?

    @OptionGroup var question: AmountQuestion

    func run() async throws {
        let amount = try machine.reporting(asJSON: machine.json) { try self.amount.map { try Paise(rupeeText: $0) } }
        let show = { (reply: MachineReply) throws -> CommandAnswer? in
            guard case .refill(let outcome) = reply else { return nil }
            return try outcome.answer(asJSON: machine.json)
        }
        guard let amount else { return try await machine.perform({ .continueRefill(act: $0) }, show: show) }
        try await machine.perform(
            { () async throws(DutyFailure) in
                try await question.reply(to: { .refill(amount: amount, act: $0) }, of: machine, amount: amount)
            }, show: show)
    }
}

extension RefillOutcome {
    /// The outcome for a terminal or a program; a refusal is thrown.
    func answer(asJSON json: Bool) throws -> CommandAnswer {
        switch self {
        case .granted(let amount, let registers):
            return CommandAnswer(
                "Refilled \(amount.rupeeText). \(registers.descending.rupeeText) left.",
                json: ["outcome": "granted", "amount": amount, "registers": registers])
        case .refused(let refusal):
            // The sentence names the most allowed already; a program wants it as a number.
            throw DutyFailure(
                refusal.code, refusal.message, remedy: refusal.remedy,
                maximumAllowed: json ? refusal.maximumAllowed : nil)
        case .cancelled(let amount):
            return CommandAnswer(
                "The refill of \(amount.rupeeText) was cancelled; no money was taken.",
                json: ["outcome": "cancelled", "amount": amount, "registers": nil])
        }
    }
}
