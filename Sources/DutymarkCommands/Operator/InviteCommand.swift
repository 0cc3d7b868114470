import Installation
import ArgumentParser
import BackEnd
import DutyModel
import Exchanges

/// `dutymark backend invite`.
struct InviteCommand: BackEndOperation {
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
    @OptionGroup var limits: LimitsOption

    func command() throws(DutyFailure) -> OperatorCommand {
        let limits = try limits.limits()
        let own = try InstallationIdentity.settled(in: try back.folder.layout())
        return .invite(
            InvitationTerms(
                machine: try MachineSerial(machine), customer: try CustomerAccount(customer),
                licence: try LicenceNumber(licence), state: try StateCode(state), limits: limits,
                psdSerial: psdSerial, stampPrefix: own.verifyPrefix, isDemonstration: own.demonstration))
    }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        guard case .invited(let code, let psdKey, let until) = reply else { return nil }
        return CommandAnswer(
            """
            \(code)
            The code enrols machine \(machine) with the device \(psdKey). It is good until \(until.indianTimeText), and for five tries.
            """,
            json: ["code": code, "machine": machine, "psdKey": psdKey, "expiresAt": until.description])
    }
}
