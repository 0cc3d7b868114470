import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend accounts`.
struct AccountsCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "List the customers and what their accounts hold.")
    @OptionGroup var back: OperatorOptions

    func command() -> OperatorCommand { .accounts }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .accounts(let lines) = reply else { return nil }
        return CommandAnswer(
            lines, whenEmpty: "There is no account.",
            columns: ["customer", "funds", "in transit", "in devices", "duty", "suspense", "name"],
            figures: [1, 2, 3, 4, 5]
        ) {
            [
                $0.customer.text, $0.funds.rupeeText, $0.inTransit.rupeeText, $0.inDevices.rupeeText,
                $0.consumed.rupeeText, $0.suspense.rupeeText, $0.name,
            ]
        } json: {
            $0
        }
    }
}

/// `dutymark backend devices`.
struct DevicesCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "List the devices, how they stand and what they hold.")
    @OptionGroup var back: OperatorOptions
    @Option(help: "Only those of this account.") var customer: String?

    func command() throws(DutyFailure) -> OperatorCommand {
        .devices(try customer.map { text throws(DutyFailure) in try CustomerAccount(text) })
    }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .devices(let lines) = reply else { return nil }
        return CommandAnswer(
            lines, whenEmpty: "There is no device.",
            columns: [
                "device", "machine", "standing", "holds", "in transit", "items", "inspection due", "last attested",
            ],
            figures: [3, 4, 5], row: Self.row, json: Self.json)
    }

    private static func row(_ line: DeviceLine) -> [String] {
        // What the standing does not show: that the key was revoked, or a suspicion of a device that is out of use or was
        // replaced.
        let doubts =
            (line.revokedSince == nil ? "" : ", key revoked")
            + (line.suspectedSince == nil || line.standing == "clone_suspected" ? "" : ", clone suspected")
        return [
            line.psdKey.description, line.machine.text, line.standing + doubts, line.value.rupeeText,
            line.inTransit.rupeeText, String(line.itemCount), line.inspectionDue.indianTimeText,
            line.attestations.max { $0.heardAt < $1.heardAt }.map {
                "\($0.attestation.words), \($0.heardAt.indianTimeText)"
            } ?? "never",
        ]
    }

    private static func json(_ line: DeviceLine) -> JSONObject {
        [
            "psdKey": line.psdKey, "customer": line.customer, "machine": line.machine, "standing": line.standing,
            "value": line.value, "inTransit": line.inTransit, "itemCount": line.itemCount,
            "inspectionDue": line.inspectionDue.description, "lastStatementAt": line.lastStatementAt?.description,
            "auditWanted": line.auditWanted, "suspectedSince": line.suspectedSince?.description,
            "revokedSince": line.revokedSince?.description, "lastItem": line.lastItem,
            "serviceRoot": line.serviceRoot?.description,
            "attestations": line.attestations.map { heard -> JSONObject in
                [
                    "kind": heard.attestation.kind, "attestedAt": heard.attestation.time.description,
                    "heardAt": heard.heardAt.description, "facts": heard.attestation.facts,
                ]
            },
        ]
    }
}

/// `dutymark backend machines`.
struct MachinesCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "machines", abstract: "List the machines and their certificates.")
    @OptionGroup var back: OperatorOptions

    func command() -> OperatorCommand { .machines }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .machines(let lines) = reply else { return nil }
        let table = TextTable(
            ["machine", "customer", "certificate", "expires", "standing"], lines.flatMap(Self.rows), figures: [])
        return CommandAnswer(
            table.text(whenEmpty: "There is no machine."), json: ["lines": lines.map(Self.json)])
    }

    private static func rows(_ line: MachineLine) -> [[String]] {
        line.certificates.map { certificate in
            let standing = certificate.revokedAt == nil ? "good" : "revoked"
            return [
                line.machine.text, line.customer.text, certificate.hash.hex, certificate.expiresAt.indianTimeText,
                line.isRevoked ? "machine revoked" : standing,
            ]
        }
    }

    private static func json(_ line: MachineLine) -> JSONObject {
        let certificates = line.certificates.map { certificate -> JSONObject in
            [
                "sha256": certificate.hash.hex, "expiresAt": certificate.expiresAt.description,
                "revokedAt": certificate.revokedAt?.description,
            ]
        }
        return [
            "machine": line.machine, "customer": line.customer, "revoked": line.isRevoked,
            "certificates": certificates,
        ]
    }
}

/// `dutymark backend suspects`.
struct SuspectsCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "suspects",
        abstract: "List the devices of which a copy may be in use, and all that either printed since.")
    @OptionGroup var back: OperatorOptions
    @Option(name: .customLong("psd"), help: ArgumentHelp("Only this device key.", valueName: "key"))
    var device: String?

    func command() throws(DutyFailure) -> OperatorCommand {
        .suspects(try device.map { text throws(DutyFailure) in try PSDKeyID(text) })
    }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .suspects(let lines) = reply else { return nil }
        let text = lines.isEmpty ? "No device is under suspicion." : lines.map(Self.text).joined(separator: "\n\n")
        return CommandAnswer(text, json: ["lines": lines.map(Self.json)])
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

    private static func json(_ line: SuspectLine) -> JSONObject {
        let records = line.records.map { record -> JSONObject in
            [
                "item": record.counter, "value": record.value, "article": record.article.text,
                "madeAt": record.madeAt.description, "receivedAt": record.receivedAt.description,
                "setAside": record.setAside, "double": record.isDouble,
            ]
        }
        return [
            "psdKey": line.psdKey, "customer": line.customer, "machine": line.machine, "standing": line.standing,
            "suspectedSince": line.since.description, "fromItem": line.fromItem, "records": records,
        ]
    }
}

/// `dutymark backend transit`.
struct TransitCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "transit", abstract: "List the grants that no device has said it holds.")
    @OptionGroup var back: OperatorOptions

    func command() -> OperatorCommand { .transit }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .transit(let lines) = reply else { return nil }
        return CommandAnswer(
            lines, whenEmpty: "No money is in transit.",
            columns: ["device", "refill", "amount", "granted", "standing", "operation"], figures: [1, 2]
        ) {
            [
                $0.psdKey.description, String($0.sequence), $0.amount.rupeeText, $0.grantedAt.indianTimeText,
                $0.standing, $0.operation.hex,
            ]
        } json: { line -> JSONObject in
            [
                "psdKey": line.psdKey, "customer": line.customer, "sequence": line.sequence,
                "operation": line.operation, "amount": line.amount, "grantedAt": line.grantedAt.description,
                "standing": line.standing,
            ]
        }
    }
}

/// `dutymark backend deposits`.
struct DepositsCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "deposits", abstract: "List what was paid in, newest first, and what was reversed.")
    @OptionGroup var back: OperatorOptions
    @Option(help: "Only what was paid in to this account.") var customer: String?

    func command() throws(DutyFailure) -> OperatorCommand {
        .deposits(try customer.map { text throws(DutyFailure) in try CustomerAccount(text) })
    }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .deposits(let lines) = reply else { return nil }
        return CommandAnswer(
            lines, whenEmpty: "Nothing was paid in.",
            columns: ["account", "challan", "amount", "paid in", "reversed", "reason"], figures: [2]
        ) {
            [
                $0.customer.text, $0.challan, $0.amount.rupeeText, $0.bookedAt.indianTimeText,
                $0.reversedAt?.indianTimeText ?? "", $0.reason ?? "",
            ]
        } json: { line -> JSONObject in
            [
                "customer": line.customer, "challan": line.challan, "amount": line.amount,
                "bookedAt": line.bookedAt.description, "reversedAt": line.reversedAt?.description,
                "reason": line.reason,
            ]
        }
    }
}

/// `dutymark backend spoils`.
struct SpoilsCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "spoils", abstract: "List the impressions that were declared spoiled, and their refunds.")
    @OptionGroup var back: OperatorOptions

    func command() -> OperatorCommand { .spoils }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .spoils(let lines) = reply else { return nil }
        return CommandAnswer(
            lines, whenEmpty: "No impression was declared spoiled.",
            columns: ["device", "item", "duty", "declared", "refunded"], figures: [1, 2, 4]
        ) {
            [
                $0.psdKey.description, String($0.counter), $0.value.rupeeText, $0.declaredAt.indianTimeText,
                $0.refunded?.rupeeText ?? "not yet",
            ]
        } json: { line -> JSONObject in
            [
                "psdKey": line.psdKey, "item": line.counter, "value": line.value,
                "declaredAt": line.declaredAt.description, "refunded": line.refunded,
            ]
        }
    }
}

/// `dutymark backend alarms`.
struct AlarmsCommand: BackEndOperation {
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

    func command() throws(DutyFailure) -> OperatorCommand {
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

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .alarms(let lines) = reply else { return reply.whenDone("The alarms are settled.") }
        return CommandAnswer(
            lines, whenEmpty: "No alarm is open.", columns: ["raised", "code", "account", "device", "what"]
        ) {
            [
                $0.raisedAt.indianTimeText, $0.code, $0.customer.isEmpty ? "(back end)" : $0.customer, $0.psdKey,
                $0.detail,
            ]
        } json: { line -> JSONObject in
            [
                "customer": line.customer, "psdKey": line.psdKey.isEmpty ? nil : line.psdKey, "code": line.code,
                "detail": line.detail, "raisedAt": line.raisedAt.description,
            ]
        }
    }
}
