import Installation
import ArgumentParser
import BackEnd
import DutyModel
import Exchanges

/// `dutymark backend invite`.
struct InviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Make the one-time code with which a machine makes its own keys and enrols on site.",
        discussion: """
            Read the code out to the person at the machine, who types it there ("dutymark machine enroll"). It is good \
            for one hour, for one machine, and for five tries; it stands nowhere else. A new invitation of a machine \
            ends the one before.
            """)

    @OptionGroup var back: OperatorOptions
    @Option(help: "The number that the machine gets.") var machine: String
    @Option(help: "The account that pays for its refills.") var customer: String
    @Option(help: "The licence under which it franks.") var licence: String
    @Option(help: "The state of the licence, by its two letters.") var state: String
    @Option(help: "The serial of its security device; one that nobody has is drawn unless given.") var psdSerial:
        UInt32?
    @Option(help: "The most one impression may show, in rupees.") var cap: String?
    @Option(help: "The most funds the device may hold, in rupees.") var maximum: String?

    func run() async throws {
        try await back.ask { () throws(DutyFailure) in
            .invite(try terms())
        } show: {
            guard case .invited(let code, let psdKey, let until) = $0 else { return nil }
            if back.json {
                return JSONText.of(
                    InvitationReport(
                        code: code, machine: machine, psdKey: psdKey.description, expiresAt: until.description))
            }
            return """
                \(code)
                The code enrols machine \(machine) with the device \(psdKey). It is good until \(until.indianTimeText), and for five tries.
                """
        }
    }

    private func terms() throws(DutyFailure) -> InvitationTerms {
        var limits = FrankingLimits()
        if let cap { limits.cap = try Paise(rupeeText: cap) }
        if let maximum { limits.descendingMaximum = try Paise(rupeeText: maximum) }
        let own = try InstallationIdentity.settled(in: try back.folder.layout())
        return InvitationTerms(
            machine: try MachineSerial(machine), customer: try CustomerAccount(customer),
            licence: try LicenceNumber(licence), state: try StateCode(state), limits: limits, psdSerial: psdSerial,
            stampPrefix: own.verifyPrefix, isDemonstration: own.demonstration)
    }
}

/// A new invitation, in JSON.
private struct InvitationReport: Encodable {
    let formatVersion = 1
    let code: String
    let machine: String
    let psdKey: String
    let expiresAt: String
}
