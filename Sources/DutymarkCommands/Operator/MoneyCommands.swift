import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend open-account`.
struct OpenAccountCommand: BackEndOperation {
    static let configuration = CommandConfiguration(commandName: "open-account", abstract: "Open a customer's account.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The account's number, in capital letters, digits and hyphens.") var customer: String
    @Option(help: "The customer's name.") var name: String

    func command() throws(DutyFailure) -> OperatorCommand { .openAccount(try CustomerAccount(customer), name: name) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? { reply.whenDone("Account \(customer) is open.") }
}

/// `dutymark backend deposit`.
struct DepositCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "deposit", abstract: "Pay a customer's money in, under a challan number that is used once.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The account.") var customer: String
    @Option(help: "The money in rupees, with at most two decimals.") var amount: String
    @Option(help: "The number of the treasury's receipt.") var challan: String

    func command() throws(DutyFailure) -> OperatorCommand {
        .deposit(try CustomerAccount(customer), try Paise(rupeeText: amount), challan: challan)
    }

    func answer(_ reply: OperatorReply) throws(DutyFailure) -> CommandAnswer? {
        reply.whenDone("Paid in \(try Paise(rupeeText: amount).rupeeText) to \(customer) under challan \(challan).")
    }
}

/// `dutymark backend reverse-deposit`.
struct ReverseDepositCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "reverse-deposit", abstract: "Take a deposit that was booked by mistake out again, all of it.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The number under which it was paid in; it stays used.") var challan: String
    @Option(help: "Why it is wrong, in a few words; kept with the booking.") var reason: String

    func command() -> OperatorCommand { .reverseDeposit(challan: challan, reason: reason) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .reversed(let customer, let amount) = reply else { return nil }
        return CommandAnswer(
            "\(amount.rupeeText) left the account \(customer) again: the deposit under challan \(challan) is reversed.",
            json: ["customer": customer, "amount": amount, "challan": challan])
    }
}

/// `dutymark backend clear-suspense`.
struct ClearSuspenseCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "clear-suspense", abstract: "Pay in what the books of a customer could not explain.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The account.") var customer: String
    @Option(help: "The money in rupees, with at most two decimals.") var amount: String
    @Option(help: "The number of the receipt; used once.") var challan: String

    func command() throws(DutyFailure) -> OperatorCommand {
        .clearSuspense(try CustomerAccount(customer), try Paise(rupeeText: amount), challan: challan)
    }

    func answer(_ reply: OperatorReply) throws(DutyFailure) -> CommandAnswer? {
        reply.whenDone("Cleared \(try Paise(rupeeText: amount).rupeeText) of \(customer) under challan \(challan).")
    }
}

/// `dutymark backend settle`.
struct SettleCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Give back to the customer what a device that is out of use left.")

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    @OptionGroup var doubt: DoubtOption

    func command() throws(DutyFailure) -> OperatorCommand { .settle(try device.key(), although: doubt.although) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .settled(let returned, let settled) = reply else { return nil }
        return CommandAnswer(
            "Back to the customer: \(returned.rupeeText) in transit, \(settled.rupeeText) that the device held.",
            json: ["returned": returned, "settled": settled])
    }
}

/// `dutymark backend return-grants`.
struct ReturnGrantsCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "return-grants",
        abstract: "Give back to the customer what is on its way to a device that is being withdrawn.",
        discussion: """
            Only for a device whose withdrawal was refused with grant_unclaimed: it has signed that it never applies \
            the money, and withdraws once it is given back.
            """)

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption

    func command() throws(DutyFailure) -> OperatorCommand { .returnGrants(try device.key()) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .returned(let returned) = reply else { return nil }
        return CommandAnswer(
            "Back to the customer: \(returned.rupeeText). Now withdraw the device again at its machine.",
            json: ["returned": returned])
    }
}

/// `dutymark backend refund`.
struct RefundCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "refund", abstract: "Give back what the state's rules allow for a spoiled impression.")

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    @Option(help: "The item number of the impression.") var item: UInt32
    @OptionGroup var doubt: DoubtOption

    func command() throws(DutyFailure) -> OperatorCommand {
        .refund(try device.key(), counter: item, although: doubt.although)
    }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .refunded(let paid, let deduction, let rule) = reply else { return nil }
        return CommandAnswer(
            "Refunded \(paid.rupeeText) for item \(item); \(deduction.rupeeText) kept under the rule \(rule).",
            json: ["paid": paid, "deduction": deduction, "rule": rule])
    }
}
