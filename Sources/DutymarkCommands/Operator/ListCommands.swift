import Installation
import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend accounts`.
struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "List the customers and what their accounts hold.")
    @OptionGroup var back: OperatorOptions

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .accounts
        } show: {
            guard case .accounts(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines)) }
            return TextTable(
                ["customer", "funds", "in transit", "in devices", "duty", "suspense", "name"],
                lines.map {
                    [
                        $0.customer.text, $0.funds.rupeeText, $0.inTransit.rupeeText, $0.inDevices.rupeeText,
                        $0.consumed.rupeeText, $0.suspense.rupeeText, $0.name,
                    ]
                }, figures: [1, 2, 3, 4, 5]
            ).text(whenEmpty: "There is no account.")
        }
    }
}

/// `dutymark backend devices`.
struct DevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "List the devices, how they stand and what they hold.")
    @OptionGroup var back: OperatorOptions
    @Option(help: "Only those of this account.") var customer: String?

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .devices(try customer.map { text throws(DutyFailure) in try CustomerAccount(text) })
        } show: {
            guard case .devices(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines.map(DeviceReport.init))) }
            return TextTable(
                ["device", "machine", "standing", "holds", "in transit", "items", "inspection due"],
                lines.map {
                    [
                        $0.psdKey.description, $0.machine.text, $0.standing + Self.suspicion($0), $0.value.rupeeText,
                        $0.inTransit.rupeeText,
                        String($0.itemCount), $0.inspectionDue.indianTimeText,
                    ]
                }, figures: [3, 4, 5]
            ).text(whenEmpty: "There is no device.")
        }
    }

    /// What the standing does not show: that the key was revoked, or a suspicion of a device that is out of use or was replaced.
    private static func suspicion(_ line: DeviceLine) -> String {
        (line.revokedSince == nil ? "" : ", key revoked")
            + (line.suspectedSince == nil || line.standing == "clone_suspected" ? "" : ", clone suspected")
    }
}

/// `dutymark backend suspects`.
struct SuspectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspects",
        abstract: "List the devices of which a copy may be in use, and all that either printed since.")
    @OptionGroup var back: OperatorOptions
    @Option(name: .customLong("psd"), help: ArgumentHelp("Only this device key.", valueName: "key"))
    var device: String?

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .suspects(try device.map { text throws(DutyFailure) in try PSDKeyID(text) })
        } show: {
            guard case .suspects(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines.map(SuspectReport.init))) }
            guard !lines.isEmpty else { return "No device is under suspicion." }
            return lines.map(Self.text).joined(separator: "\n\n")
        }
    }

    private static func text(_ line: SuspectLine) -> String {
        let heading =
            "\(line.psdKey) of machine \(line.machine): suspected since \(line.since.indianTimeText), "
            + "item \(line.fromItem) and later; it stands as \(line.standing)."
        let table = TextTable(
            ["item", "duty", "article", "made", "record"],
            line.records.map {
                [
                    String($0.counter), $0.value.rupeeText, $0.article.text, $0.madeAt.indianTimeText,
                    ($0.setAside.map { "set aside: \($0)" } ?? "booked") + ($0.isDouble ? ", two of this item" : ""),
                ]
            }, figures: [0, 1])
        return heading + "\n" + table.text(whenEmpty: "No record from that item on has come yet.")
    }
}

/// `dutymark backend transit`.
struct TransitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transit", abstract: "List the grants that no device has said it holds.")
    @OptionGroup var back: OperatorOptions

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .transit
        } show: {
            guard case .transit(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines.map(TransitReport.init))) }
            return TextTable(
                ["device", "refill", "amount", "granted", "standing", "operation"],
                lines.map {
                    [
                        $0.psdKey.description, String($0.sequence), $0.amount.rupeeText, $0.grantedAt.indianTimeText,
                        $0.standing, $0.operation.hex,
                    ]
                }, figures: [1, 2]
            ).text(whenEmpty: "No money is in transit.")
        }
    }
}

/// `dutymark backend deposits`.
struct DepositsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deposits", abstract: "List what was paid in, newest first, and what was reversed.")
    @OptionGroup var back: OperatorOptions
    @Option(help: "Only what was paid in to this account.") var customer: String?

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .deposits(try customer.map { text throws(DutyFailure) in try CustomerAccount(text) })
        } show: {
            guard case .deposits(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines.map(DepositReport.init))) }
            return TextTable(
                ["account", "challan", "amount", "paid in", "reversed", "reason"],
                lines.map {
                    [
                        $0.customer.text, $0.challan, $0.amount.rupeeText, $0.bookedAt.indianTimeText,
                        $0.reversedAt?.indianTimeText ?? "", $0.reason ?? "",
                    ]
                }, figures: [2]
            ).text(whenEmpty: "Nothing was paid in.")
        }
    }
}

/// `dutymark backend spoils`.
struct SpoilsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spoils", abstract: "List the impressions that were declared spoiled, and their refunds.")
    @OptionGroup var back: OperatorOptions

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .spoils
        } show: {
            guard case .spoils(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines.map(DeclarationReport.init))) }
            return TextTable(
                ["device", "item", "duty", "declared", "refunded"],
                lines.map {
                    [
                        $0.psdKey.description, String($0.counter), $0.value.rupeeText, $0.declaredAt.indianTimeText,
                        $0.refunded?.rupeeText ?? "not yet",
                    ]
                }, figures: [1, 2, 4]
            ).text(whenEmpty: "No impression was declared spoiled.")
        }
    }
}

/// `dutymark backend alarms`.
struct AlarmsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarms", abstract: "List what needs a person, newest first; or settle what was dealt with.")
    @OptionGroup var back: OperatorOptions
    @Option(help: "Settle the alarms of this code: of the device that --psd names, of the account, or the back end's.")
    var settle: String?
    @Option(name: .customLong("psd"), help: ArgumentHelp("With --settle: the device key.", valueName: "key"))
    var device: String?
    @Option(help: "With --settle: the account, for alarms that name no device.") var customer: String?
    @Flag(name: .customLong("back-end"), help: "With --settle: for the back end's own alarms, which name no account.")
    var isBackEnds = false

    func validate() throws {
        let named = [device, customer].compactMap(\.self).count + (isBackEnds ? 1 : 0)
        guard named == (settle == nil ? 0 : 1) else {
            throw ValidationError("Give --settle with one of --psd, --customer and --back-end.")
        }
    }

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            try command()
        } show: {
            if case .done = $0 { return back.json ? JSONText.of(DoneReport()) : "The alarms are settled." }
            guard case .alarms(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines.map(AlarmReport.init))) }
            return TextTable(
                ["raised", "code", "account", "device", "what"],
                lines.map {
                    [
                        $0.raisedAt.indianTimeText, $0.code, $0.customer.isEmpty ? "(back end)" : $0.customer,
                        $0.psdKey,
                        $0.detail,
                    ]
                }, figures: []
            ).text(whenEmpty: "No alarm is open.")
        }
    }

    private func command() throws(DutyFailure) -> OperatorCommand {
        guard let settle else { return .alarms }
        guard let code = ProgramFailureCodes.declared(settle) else {
            throw DutyFailure(
                .valueMalformed, "“\(settle.prefix(40))” isn’t a failure code.",
                remedy: "Give the code as “dutymark backend alarms” shows it.")
        }
        if isBackEnds { return .settleOwnAlarms(code) }
        if let customer { return .settleCustomerAlarms(try CustomerAccount(customer), code) }
        return .settleAlarms(try PSDKeyID(device ?? ""), code)
    }
}
