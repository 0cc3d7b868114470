import ArgumentParser
import BackEnd
import DutyModel
import Exchanges

/// `dutymark backend license`.
struct LicenseCommand: BackEndOperation {
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
    @OptionGroup var limits: LimitsOption

    func command() throws(DutyFailure) -> OperatorCommand {
        let limits = try limits.limits()
        return .permit(
            PSDEnrolment(
                psdKey: try device.key(), publicKey: try PublicKeyBytes(hex: publicKey.lowercased()),
                machine: try MachineSerial(machine), licence: try LicenceNumber(licence), state: try StateCode(state),
                limits: limits))
    }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        reply.whenDone("\(device.text) is licensed; machine \(machine) gets the licence when it next asks.")
    }
}

/// `dutymark backend block`.
struct BlockCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Block a device until it is unlocked: it gets no refill, and franks nothing once it has heard of it.")

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption

    func command() throws(DutyFailure) -> OperatorCommand { .block(try device.key()) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        reply.whenDone("\(device.text) is blocked: it gets no refill, and franks nothing from its next contact on.")
    }
}

/// `dutymark backend unlock`.
struct UnlockCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Lift a block or a suspicion, after people have looked.")

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption

    func command() throws(DutyFailure) -> OperatorCommand { .unlock(try device.key()) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .unlocked(let standing) = reply else { return nil }
        let outcome =
            switch standing {
            case .replaced: "is under suspicion no more. Another device took its place, and that stays so."
            case .withdrawn: "is under suspicion no more. It is withdrawn, and that stays so."
            case .retired: "is under suspicion no more. It is out of use for good."
            case .active, .auditFailed, .cloneSuspected, .blocked:
                "is unlocked; with its next audit the machine franks again, and a good one makes it fit for refills."
            }
        return .done("\(device.text) \(outcome)")
    }
}

/// `dutymark backend audit`.
struct WantAuditCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Ask a device for an audit; it hears of it when it next calls.")

    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption

    func command() throws(DutyFailure) -> OperatorCommand { .wantAudit(try device.key()) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? { reply.whenDone("\(device.text) is asked for an audit.") }
}
