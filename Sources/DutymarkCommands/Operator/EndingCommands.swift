import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend retire`.
struct RetireCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take a device out of use that was destroyed or lost; this is for good.",
        discussion: """
            Its stamps are good up to the last item of which the books know. Where the machine printed more before its end, \
            name the last item by the paper. If the key may be in other hands, use “backend revoke” instead.
            """)
    @OptionGroup var back: OperatorOptions
    @OptionGroup var device: DeviceKeyOption
    @Option(
        help: ArgumentHelp(
            "The item number of the last good stamp, at most 10,000 past the last one that the books know.",
            valueName: "number"))
    var lastItem: UInt32?

    func command() throws(DutyFailure) -> OperatorCommand { .retire(try device.key(), lastItem: lastItem) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .retired(let last) = reply else { return nil }
        return CommandAnswer(
            "\(device.text) is out of use; its stamps are good up to item \(last). “backend settle” gives back what it "
                + "left.", json: ["lastItem": last])
    }
}

/// `dutymark backend revoke`.
struct RevokeCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Say that a device's key, a machine or a certificate may be in other hands.",
        discussion: """
            Nothing that a revoked key signed is proof from then on, whatever date it shows. A revoked machine gets no answer \
            any more, and the keys of the devices in it are revoked. This is for good. Of a device that was destroyed, use \
            “backend retire”: its stamps stay good.
            """)
    @OptionGroup var back: OperatorOptions
    @Option(help: ArgumentHelp("The device key, such as P00000042-1.", valueName: "key")) var psd: String?
    @Option(help: ArgumentHelp("The machine's number.", valueName: "number")) var machine: String?
    @Option(
        help: ArgumentHelp(
            "One certificate of a machine, by its SHA-256 fingerprint: 64 hexadecimal digits, with or without colons.",
            valueName: "hash"))
    var certificate: String?
    @Option(help: ArgumentHelp("Why, in a few words; of a key, everybody reads them.", valueName: "text"))
    var reason: String
    @Option(
        help: ArgumentHelp(
            "Since when it may have been in other hands, such as 2026-11-28T18:00:00Z; now unless given.",
            valueName: "time"))
    var since: String?

    func validate() throws {
        guard [psd, machine, certificate].compactMap(\.self).count == 1 else {
            throw ValidationError("Give one of --psd, --machine and --certificate.")
        }
        guard certificate == nil || since == nil else {
            throw ValidationError("A certificate is revoked from now on; --since goes with --psd and --machine.")
        }
    }

    func command() throws(DutyFailure) -> OperatorCommand {
        .revoke(
            try subject(), since: try since.map { text throws(DutyFailure) in try Timestamp(text) }, reason: reason)
    }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .revoked(let keys) = reply else { return nil }
        return CommandAnswer(Self.text(machine, keys), json: ["keys": keys])
    }

    private func subject() throws(DutyFailure) -> RevokedSubject {
        if let psd { return .device(try PSDKeyID(psd)) }
        if let machine { return .machine(try MachineSerial(machine)) }
        return .certificate(try ContentHash(hex: (certificate ?? "").lowercased().filter { $0 != ":" }))
    }

    private static func text(_ machine: String?, _ keys: [PSDKeyID]) -> String {
        let named = keys.map(\.description).joined(separator: ", ")
        let outcome =
            "Nothing that \(named) signed is proof any more; “backend settle” gives back what the device left."
        guard let machine else {
            return keys.isEmpty ? "The certificate is revoked: no service answers it any more." : outcome
        }
        let refused = "Machine \(machine) is revoked: no service answers it any more."
        return keys.isEmpty ? "\(refused) No device in it was in use." : "\(refused) \(outcome)"
    }
}
