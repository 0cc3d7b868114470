import ArgumentParser
import DutyModel
import Exchanges
import Tablet

/// `dutymark machine impression`: how the print of an impression stands, and what may be done about it.
struct ImpressionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impression", abstract: "Show whether an impression was printed, and what can be done about it.",
        discussion: "Without --item: the oldest impressions of which no print is known to have come out.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32?

    func run() async throws {
        try await reporting(asJSON: machine.json) { try machine.say(try await answer()) }
    }

    private func answer() async throws(DutyFailure) -> CommandAnswer {
        guard let item else { return list(try await machine.unsettledPrints(from: 0)) }
        let (stamp, print) = try await machine.impression(item)
        let text = text(stamp, print, PrintDelivery(machine: machine, item: item))
        return CommandAnswer(text, json: print.json(of: stamp))
    }

    private func text(_ stamp: StampRecord, _ standing: PrintStanding, _ delivery: PrintDelivery) -> String {
        let file = standing.format == .png ? "print.png" : "print.pdf"
        var lines = ["Item \(stamp.counter), \(stamp.value.rupeeText): \(standing.state.sentence)"]
        if standing.state.begunDrawing != nil { lines.append("It came out: \(delivery.command("printed"))") }
        for action in standing.open {
            switch action {
            case .print: lines.append("Print it: \(delivery.command("print", output: file))")
            case .sendAgain: lines.append("Send the same print again: \(delivery.command("print", output: file))")
            case .printOnceMore: lines.append("Print it once more: \(delivery.command("print", output: file))")
            case .spoil: lines.append("Declare it spoiled, for good: \(delivery.command("spoil"))")
            }
        }
        return lines.joined(separator: "\n")
    }

    private func list(_ prints: [(item: UInt32, print: PrintStanding)]) -> CommandAnswer {
        let isWhole = prints.count < MachineCommand.unsettledMaximum
        let lines =
            prints.isEmpty
            ? ["Of every impression a print came out, or it was declared spoiled."]
            : prints.map { "Item \($0.item): \($0.print.state.sentence)" } + (isWhole ? [] : ["… and newer ones."])
        let items = prints.map { line -> JSONObject in
            ["item": line.item, "print": line.print.state, "open": line.print.open]
        }
        return CommandAnswer(lines.joined(separator: "\n"), json: ["items": items, "isWhole": isWhole])
    }
}

extension PrintStanding {
    /// How the print of this impression stands, for a program.
    func json(of stamp: StampRecord) -> JSONObject {
        ["item": stamp.counter, "amount": stamp.value, "print": state, "open": open]
    }
}
