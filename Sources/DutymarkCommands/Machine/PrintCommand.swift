import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine print`: draws an impression that was made, once or once more; nothing is debited.
struct PrintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Draw an impression that was made, once or once more; nothing is debited.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    @Option(help: "Where to write the print; .png gives a picture, anything else a PDF.")
    var output: String

    func run() async throws {
        let format = output.lowercased().hasSuffix(".png") ? PrintFormat.png : .pdf
        try machine.checked { () throws(DutyFailure) in try OutputFile.requireWritable(output) }
        try await machine.ask(.print(counter: item, format)) { reply in
            guard case .drawing(let drawing, let again) = reply else { return nil }
            try OutputFile.write(drawing, to: output)
            if machine.json { return JSONText.of(PrintReport(again: again, output: output)) }
            return again ? "Printed once more; it is never printed again: \(output)" : "Print: \(output)"
        }
    }
}

/// A finished drawing in JSON.
struct PrintReport: Encodable {
    let formatVersion = 1
    let again: Bool
    let output: String
}
