import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend readmit`.
struct ReadmitCommand: BackEndOperation {
    static let configuration = CommandConfiguration(
        commandName: "readmit", abstract: "Let a machine whose certificate has ended renew it, for a day.",
        discussion: """
            A machine renews its certificate by itself while that is in force. One that was away for longer is refused \
            everything until it is readmitted; it then asks for a new certificate by itself, with the key of the old one \
            and the word of its security device.
            """)

    @OptionGroup var back: OperatorOptions
    @Option(help: "The machine's number.") var machine: String

    func command() throws(DutyFailure) -> OperatorCommand { .readmit(try MachineSerial(machine)) }

    func answer(_ reply: OperatorReply) -> CommandAnswer? {
        reply.whenDone("Machine \(machine) may renew its certificate until this time tomorrow.")
    }
}
