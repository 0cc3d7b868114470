import Installation
import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend retire`.
struct RetireCommand: AsyncParsableCommand {
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

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .retire(try device.key(), lastItem: lastItem)
        } show: {
            guard case .retired(let last) = $0 else { return nil }
            if back.json { return JSONText.of(RetiredReport(lastItem: last)) }
            return
                "\(device.text) is out of use; its stamps are good up to item \(last). “backend settle” gives back what it "
                + "left."
        }
    }
}

/// A device that was taken out of use, in JSON.
private struct RetiredReport: Encodable {
    let formatVersion = 1
    let lastItem: UInt32
}

/// `dutymark backend revoke`.
struct RevokeCommand: AsyncParsableCommand {
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

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .revoke(
                try subject(), since: try since.map { text throws(DutyFailure) in try Timestamp(text) }, reason: reason)
        } show: {
            guard case .revoked(let keys) = $0 else { return nil }
            return back.json ? JSONText.of(RevokedReport(keys: keys)) : Self.text(machine, keys)
        }
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

/// What was revoked, in JSON.
private struct RevokedReport: Encodable {
    let formatVersion = 1
    let keys: [PSDKeyID]
}

/// `dutymark backend machines`.
struct MachinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machines", abstract: "List the machines and their certificates.")
    @OptionGroup var back: OperatorOptions

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .machines
        } show: {
            guard case .machines(let lines) = $0 else { return nil }
            if back.json { return JSONText.of(ListReport(lines.map(MachineReport.init))) }
            return TextTable(
                ["machine", "customer", "certificate", "expires", "standing"], lines.flatMap(Self.rows), figures: []
            ).text(whenEmpty: "There is no machine.")
        }
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
}

/// A machine in JSON.
private struct MachineReport: Encodable {
    struct CertificateReport: Encodable {
        let sha256: String
        let expiresAt: String
        let revokedAt: OrNull<String>
    }

    let machine: MachineSerial
    let customer: CustomerAccount
    let revoked: Bool
    let certificates: [CertificateReport]

    init(_ line: MachineLine) {
        (machine, customer, revoked) = (line.machine, line.customer, line.isRevoked)
        certificates = line.certificates.map {
            CertificateReport(
                sha256: $0.hash.hex, expiresAt: $0.expiresAt.description,
                revokedAt: OrNull($0.revokedAt?.description))
        }
    }
}
