import Installation
import ArgumentParser
import BackEnd
import DutyModel
import Exchanges

/// `dutymark backend license`.
struct LicenseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "license", abstract: "Let a device get its licence when its machine asks for it.",
        discussion: """
            A machine that finds a new device in its base, or begins the next life of a withdrawn one, shows the \
            device's key and public key and asks by itself until the key is licensed here.
            """)

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    @Option(help: "The device's public key, as its machine shows it: 64 hexadecimal digits.") var publicKey: String
    @Option(help: "The machine that holds the device.") var machine: String
    @Option(help: "The licence under which it franks.") var licence: String
    @Option(help: "The state of the licence, by its two letters.") var state: String
    @Option(help: "The most one impression may show, in rupees.") var cap: String?
    @Option(help: "The most funds the device may hold, in rupees.") var maximum: String?

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .permit(try enrolment())
        } show: {
            guard case .done = $0 else { return nil }
            if back.json { return JSONText.of(DoneReport()) }
            return "\(device.text) is licensed; machine \(machine) gets the licence when it next asks."
        }
    }

    private func enrolment() throws(DutyFailure) -> PSDEnrolment {
        var limits = FrankingLimits()
        if let cap { limits.cap = try Paise(rupeeText: cap) }
        if let maximum { limits.descendingMaximum = try Paise(rupeeText: maximum) }
        return PSDEnrolment(
            psdKey: try device.key(), publicKey: try PublicKeyBytes(hex: publicKey.lowercased()),
            machine: try MachineSerial(machine), licence: try LicenceNumber(licence), state: try StateCode(state),
            limits: limits)
    }
}

/// A command that changes how one device stands, and says so.
protocol DeviceStandingCommand: AsyncParsableCommand {
    var back: OperatorOptions { get }
    var device: DeviceKeyOption { get }
    /// What is asked of the back end.
    static func command(_ key: PSDKeyID) -> OperatorCommand
    /// What is so now, after the name of the device; nil where the reply is to something else.
    static func outcome(_ reply: OperatorReply) -> String?
}

/// A command whose outcome is the same whenever it is done.
protocol DeviceCommand: DeviceStandingCommand {
    /// What is so now, after the name of the device.
    static var outcome: String { get }
}

extension DeviceCommand {
    static func outcome(_ reply: OperatorReply) -> String? { if case .done = reply { outcome } else { nil } }
}

extension DeviceStandingCommand {
    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            Self.command(try device.key())
        } show: {
            guard let outcome = Self.outcome($0) else { return nil }
            return back.json ? JSONText.of(DoneReport()) : "\(device.text) \(outcome)"
        }
    }
}

/// `dutymark backend block`.
struct BlockCommand: DeviceCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Block a device until it is unlocked: it gets no refill, and franks nothing once it has heard of it.")
    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    static func command(_ key: PSDKeyID) -> OperatorCommand { .block(key) }
    static let outcome = "is blocked: it gets no refill, and franks nothing from its next contact on."
}

/// `dutymark backend unlock`.
struct UnlockCommand: DeviceStandingCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Lift a block or a suspicion, after people have looked.")
    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    static func command(_ key: PSDKeyID) -> OperatorCommand { .unlock(key) }
    static func outcome(_ reply: OperatorReply) -> String? {
        guard case .unlocked(let standing) = reply else { return nil }
        return switch standing {
        case .replaced: "is under suspicion no more. Another device took its place, and that stays so."
        case .withdrawn: "is under suspicion no more. It is withdrawn, and that stays so."
        case .retired: "is under suspicion no more. It is out of use for good."
        case .active, .auditFailed, .cloneSuspected, .blocked:
            "is unlocked; with its next audit the machine franks again, and a good one makes it fit for refills."
        }
    }
}

/// `dutymark backend audit`.
struct WantAuditCommand: DeviceCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Ask a device for an audit; it hears of it when it next calls.")
    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    static func command(_ key: PSDKeyID) -> OperatorCommand { .wantAudit(key) }
    static let outcome = "is asked for an audit."
}
