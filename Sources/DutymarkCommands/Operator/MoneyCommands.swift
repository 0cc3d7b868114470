import Installation
import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend open-account`.
struct OpenAccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "open-account", abstract: "Open a customer's account.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The account's number, in capital letters, digits and hyphens.") var customer: String
    @Option(help: "The customer's name.") var name: String

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .openAccount(try CustomerAccount(customer), name: name)
        } show: {
            guard case .done = $0 else { return nil }
            return back.json ? JSONText.of(DoneReport()) : "Account \(customer) is open."
        }
    }
}

/// `dutymark backend deposit`.
struct DepositCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deposit", abstract: "Pay a customer's money in, under a challan number that is used once.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The account.") var customer: String
    @Option(help: "The money in rupees, with at most two decimals.") var amount: String
    @Option(help: "The number of the treasury's receipt.") var challan: String

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .deposit(try CustomerAccount(customer), try Paise(rupeeText: amount), challan: challan)
        } show: {
            guard case .done = $0 else { return nil }
            if back.json { return JSONText.of(DoneReport()) }
            return "Paid in \(try Paise(rupeeText: amount).rupeeText) to \(customer) under challan \(challan)."
        }
    }
}

/// `dutymark backend reverse-deposit`.
struct ReverseDepositCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse-deposit", abstract: "Take a deposit that was booked by mistake out again, all of it.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The number under which it was paid in; it stays used.") var challan: String
    @Option(help: "Why it is wrong, in a few words; kept with the booking.") var reason: String

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .reverseDeposit(challan: challan, reason: reason)
        } show: {
            guard case .reversed(let customer, let amount) = $0 else { return nil }
            if back.json { return JSONText.of(ReversalReport(customer: customer, amount: amount, challan: challan)) }
            return
                "\(amount.rupeeText) left the account \(customer) again: the deposit under challan \(challan) is reversed."
        }
    }
}

/// A reversal in JSON.
struct ReversalReport: Encodable {
    let formatVersion = 1
    let customer: CustomerAccount
    let amount: Paise
    let challan: String
}

/// `dutymark backend clear-suspense`.
struct ClearSuspenseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear-suspense", abstract: "Pay in what the books of a customer could not explain.")

    @OptionGroup var back: OperatorOptions
    @Option(help: "The account.") var customer: String
    @Option(help: "The money in rupees, with at most two decimals.") var amount: String
    @Option(help: "The number of the receipt; used once.") var challan: String

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .clearSuspense(try CustomerAccount(customer), try Paise(rupeeText: amount), challan: challan)
        } show: {
            guard case .done = $0 else { return nil }
            if back.json { return JSONText.of(DoneReport()) }
            return "Cleared \(try Paise(rupeeText: amount).rupeeText) of \(customer) under challan \(challan)."
        }
    }
}

/// `dutymark backend settle`.
struct SettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Give back to the customer what a device that is out of use left.")

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    @OptionGroup var doubt: DoubtOption

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .settle(try device.key(), although: doubt.although)
        } show: {
            guard case .settled(let returned, let settled) = $0 else { return nil }
            if back.json { return JSONText.of(SettleReport(returned: returned, settled: settled)) }
            return
                "Back to the customer: \(returned.rupeeText) in transit, \(settled.rupeeText) that the device held."
        }
    }
}

/// A settlement in JSON.
struct SettleReport: Encodable {
    let formatVersion = 1
    let returned: Paise
    let settled: Paise
}

/// `dutymark backend return-grants`.
struct ReturnGrantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return-grants",
        abstract: "Give back to the customer what is on its way to a device that is being withdrawn.",
        discussion: """
            Only for a device whose withdrawal was refused with grant_unclaimed: it has signed that it never applies \
            the money, and withdraws once it is given back.
            """)

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .returnGrants(try device.key())
        } show: {
            guard case .returned(let returned) = $0 else { return nil }
            if back.json { return JSONText.of(ReturnReport(returned: returned)) }
            return "Back to the customer: \(returned.rupeeText). Now withdraw the device again at its machine."
        }
    }
}

/// Grants that were given back, in JSON.
struct ReturnReport: Encodable {
    let formatVersion = 1
    let returned: Paise
}

/// `dutymark backend refund`.
struct RefundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refund", abstract: "Give back what the state's rules allow for a spoiled impression.")

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    @Option(help: "The item number of the impression.") var item: UInt32
    @OptionGroup var doubt: DoubtOption

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .refund(try device.key(), counter: item, although: doubt.although)
        } show: {
            guard case .refunded(let paid, let deduction, let rule) = $0 else { return nil }
            if back.json { return JSONText.of(RefundReport(paid: paid, deduction: deduction, rule: rule)) }
            return "Refunded \(paid.rupeeText) for item \(item); \(deduction.rupeeText) kept under the rule \(rule)."
        }
    }
}

/// A refund in JSON.
struct RefundReport: Encodable {
    let formatVersion = 1
    let paid: Paise
    let deduction: Paise
    let rule: String
}
