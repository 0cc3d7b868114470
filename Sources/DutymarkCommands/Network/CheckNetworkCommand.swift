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
            return CommandAnswer(report.text, json: report.json)
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

    /// The steps for a program; `docs/command-line.md` documents the keys.
    fileprivate var json: JSONObject {
        let steps = steps.map { step -> JSONObject in
            [
                "subject": step.subject, "service": step.service?.rawValue, "result": step.result,
                "detail": step.detail, "code": step.failure?.code, "remedy": step.failure?.remedy,
                "milliseconds": step.milliseconds,
            ]
        }
        return ["full": isFull, "at": at.description, "passed": firstFailure == nil, "steps": steps]
    }
}
