import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine impression`: how the print of an impression stands, and what may be done about it.
struct ImpressionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impression", abstract: "Show whether an impression was printed, and what can be done about it.")

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    func run() async throws {
        do throws(DutyFailure) {
            guard let standing = try await machine.printStanding(of: item) else {
                throw DutyFailure(
                    .printFailed, "The machine holds no impression \(item).",
                    remedy: "Look for the item number on the page, among the recent impressions.")
            }
            let report = ImpressionReport(item: item, standing: standing)
            try machine.say(
                machine.json ? JSONText.of(report) : text(standing, PrintDelivery(machine: machine, item: item)))
        } catch {
            throw error.reported(asJSON: machine.json)
        }
    }

    private func text(_ standing: PrintStanding, _ delivery: PrintDelivery) -> String {
        let file = standing.format == .png ? "print.png" : "print.pdf"
        var lines = ["Item \(item): \(standing.state.sentence)"]
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
}

/// How a print stands, in JSON.
struct ImpressionReport: Encodable {
    let formatVersion = 1
    let item: UInt32
    let print: OrNull<PrintState>
    let open: [PrintAction]

    init(item: UInt32, standing: PrintStanding?) {
        self.item = item
        print = OrNull(standing?.state)
        open = standing?.open ?? []
    }
}
