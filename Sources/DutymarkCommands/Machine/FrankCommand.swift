import ArgumentParser
import DutyModel
import Foundation
import Tablet

/// `dutymark machine frank`.
struct FrankCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frank", abstract: "Frank an instrument and write the print to a file.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The duty in rupees, with at most two decimals.")
    var amount: String

    @Option(help: "The instrument, as its article in the state's schedule: 4, 5(h)(B), 29.")
    var instrument: String

    @Option(help: "The state by its two letters; the machine's own unless given.")
    var state: String?

    @Option(
        help:
            "Where to write the print; .png gives a picture, anything else a PDF. A file that stands there is replaced."
    )
    var output: String?

    @OptionGroup var question: AmountQuestion

    func run() async throws {
        let format = output.map { $0.lowercased().hasSuffix(".png") ? PrintFormat.png : .pdf }
        let wish = try machine.checked { () throws(DutyFailure) -> FrankingWish in try self.wish() }
        if let output { try machine.checked { () throws(DutyFailure) in try OutputFile.requireWritable(output) } }
        try await question.perform({ .frank(wish, format, act: $0) }, on: machine, amount: wish.amount) { reply in
            guard case .franked(let summary, let drawing) = reply else { return nil }
            if let output {
                guard let drawing else {
                    throw DutyFailure(
                        .printFailed, "Impression \(summary.stamp.counter) is debited, but could not be drawn.",
                        remedy: "Draw it with “dutymark machine print --item \(summary.stamp.counter) --output …”.")
                }
                try OutputFile.write(drawing, to: output)
            }
            return machine.json ? JSONText.of(FrankReport(summary, output: output)) : text(summary)
        }
    }

    private func wish() throws(DutyFailure) -> FrankingWish {
        FrankingWish(
            amount: try Paise(rupeeText: amount), article: try Article(instrument),
            state: try state.map { text throws(DutyFailure) in try StateCode(text) })
    }

    private func text(_ summary: ImpressionSummary) -> String {
        var lines = [
            "Franked \(summary.stamp.value.rupeeText) on article \(summary.stamp.article), \(summary.stamp.state), "
                + "as item \(summary.stamp.counter). \(summary.registers.descending.rupeeText) left.",
            "Code: \(summary.code)",
        ]
        if let output { lines.append("Print: \(output)") }
        return lines.joined(separator: "\n")
    }
}

/// A franked impression in JSON.
struct FrankReport: Encodable {
    let formatVersion = 1
    let item: UInt32
    let amount: Paise
    let instrument: Article
    let state: StateCode
    let time: String
    let psdKey: PSDKeyID
    let code: String
    let registers: Registers
    let output: OrNull<String>

    init(_ summary: ImpressionSummary, output: String?) {
        item = summary.stamp.counter
        amount = summary.stamp.value
        instrument = summary.stamp.article
        state = summary.stamp.state
        time = summary.stamp.time.description
        psdKey = summary.stamp.psdKey
        code = summary.code
        registers = summary.registers
        self.output = OrNull(output)
    }
}
