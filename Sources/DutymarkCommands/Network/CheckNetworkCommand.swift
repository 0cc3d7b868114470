import Installation
import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine network check`: how the machine reaches its back end, step by step.
struct CheckNetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Test how the machine reaches its back end; 1 where something fails.")

    @OptionGroup var machine: MachineOptions

    @Flag(help: "Talk with every service as well, signed, and not only reach it.")
    var full = false

    func run() async throws {
        var failed = false
        try await machine.ask(.testNetwork(full: full)) { reply in
            guard case .networkTest(let report) = reply else { return nil }
            failed = report.firstFailure != nil
            return machine.json ? JSONText.of(NetworkTestJSON(report)) : report.text
        }
        if failed { throw ExitCode(1) }
    }
}

extension NetworkTestReport {
    /// The steps as lines, each with its sign, and at the end what is wrong.
    fileprivate var text: String {
        let lines = steps.map { step in
            let sign =
                switch step.result {
                case .passed: "✓"
                case .failed: "✗"
                case .skipped: "–"
                }
            let time = step.milliseconds.map { " (\($0) ms)" } ?? ""
            return "\(sign) \(step.title): \(step.detail)\(time)"
        }
        guard let failure = firstFailure?.failure else {
            return (lines + ["The network is in order."]).joined(separator: "\n")
        }
        return (lines + ["", failure.message, failure.remedy, "[\(failure.code.rawValue)]"]).joined(separator: "\n")
    }
}

/// A self-test in JSON; its keys are documented in `docs/command-line.md`.
private struct NetworkTestJSON: Encodable {
    struct Step: Encodable {
        let subject: String
        let service: OrNull<String>
        let result: String
        let detail: String
        let code: OrNull<String>
        let remedy: OrNull<String>
        let milliseconds: OrNull<Int64>
    }
    let formatVersion = 1
    let full: Bool
    let at: String
    let passed: Bool
    let steps: [Step]

    init(_ report: NetworkTestReport) {
        full = report.isFull
        at = report.at.description
        passed = report.firstFailure == nil
        steps = report.steps.map { step in
            Step(
                subject: step.subject.rawValue, service: OrNull(step.service?.rawValue), result: step.result.rawValue,
                detail: step.detail, code: OrNull(step.failure?.code.rawValue), remedy: OrNull(step.failure?.remedy),
                milliseconds: OrNull(step.milliseconds))
        }
    }
}
