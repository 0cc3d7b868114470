import ArgumentParser
import DutyModel
import Exchanges
import Tablet

/// `dutymark machine audit`.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Have the registers compared with the books.")

    @OptionGroup var machine: MachineOptions

    func run() async throws {
        try await machine.perform({ .audit(act: $0) }) { reply in
            guard case .audit(let outcome) = reply else { return nil }
            guard outcome.differences.isEmpty else {
                let names = outcome.differences.map(\.rawValue).joined(separator: ", ")
                throw DutyFailure(.psdAuditFailed, "The audit found a mismatch: \(names). Franking is locked.")
            }
            return CommandAnswer(
                "The audit is good. The next inspection is due by \(outcome.inspectionDue.indianTimeText).",
                json: ["differences": outcome.differences, "inspectionDue": outcome.inspectionDue.description])
        }
    }
}
