import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine upload`.
struct UploadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload",
        abstract: "Send the usage records that wait, and delete them once they are durable there.")

    @OptionGroup var machine: MachineOptions

    func run() async throws {
        try await machine.perform({ .upload(act: $0) }) { reply in
            guard case .upload(let outcome) = reply else { return nil }
            let durable = "everything through item \(outcome.durableThrough) is durable"
            let records = outcome.sent == 1 ? "record" : "records"
            return CommandAnswer(
                outcome.sent == 0 ? "Nothing waits; \(durable)." : "Sent \(outcome.sent) \(records); \(durable) there.",
                json: ["sent": outcome.sent, "durableThrough": outcome.durableThrough])
        }
    }
}
