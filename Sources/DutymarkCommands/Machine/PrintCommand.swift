import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine print`: draws an impression that was made; nothing is debited.
struct PrintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Draw an impression that was made; nothing is debited.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    @Option(help: "Where to write the print; .png gives a picture, anything else a PDF.")
    var output: String

    func run() async throws {
        let format = output.lowercased().hasSuffix(".png") ? PrintFormat.png : .pdf
        try machine.checked { () throws(DutyFailure) in try OutputFile.requireWritable(output) }
        try await machine.ask(.print(counter: item, format)) { reply in
            guard case .drawing(let drawing) = reply else { return nil }
            try OutputFile.write(drawing, to: output)
            return machine.json ? JSONText.of(PrintReport(output: output)) : "Print: \(output)"
        }
    }
}

/// A finished drawing in JSON.
struct PrintReport: Encodable {
    let formatVersion = 1
    let output: String
}
