import Installation
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
            if machine.json {
                return JSONText.of(UploadReport(sent: outcome.sent, durableThrough: outcome.durableThrough))
            }
            if outcome.sent == 0 {
                return "Nothing waits; everything through item \(outcome.durableThrough) is durable."
            }
            return
                "Sent \(outcome.sent) \(outcome.sent == 1 ? "record" : "records"); everything through item \(outcome.durableThrough) is durable there."
        }
    }
}

/// A finished upload in JSON.
struct UploadReport: Encodable {
    let formatVersion = 1
    let sent: UInt32
    let durableThrough: UInt32
}
