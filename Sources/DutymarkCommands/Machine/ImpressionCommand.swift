import Installation
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
        do throws(DutyFailure) {
            try machine.say(try await text())
        } catch {
            throw error.reported(asJSON: machine.json)
        }
    }

    private func text() async throws(DutyFailure) -> String {
        guard let item else { return list(try await machine.unsettledPrints(from: 0)) }
        let (stamp, print) = try await machine.impression(item)
        guard !machine.json else { return JSONText.of(ImpressionReport(stamp, print)) }
        return one(stamp, print, PrintDelivery(machine: machine, item: item))
    }

    private func one(_ stamp: StampRecord, _ standing: PrintStanding, _ delivery: PrintDelivery) -> String {
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

    private func list(_ prints: [(item: UInt32, print: PrintStanding)]) -> String {
        let isWhole = prints.count < MachineCommand.unsettledMaximum
        guard !machine.json else {
            return JSONText.of(
                UnsettledReport(
                    items: prints.map {
                        UnsettledReport.Line(item: $0.item, print: $0.print.state, open: $0.print.open)
                    },
                    isWhole: isWhole))
        }
        guard !prints.isEmpty else { return "Of every impression a print came out, or it was declared spoiled." }
        let lines = prints.map { "Item \($0.item): \($0.print.state.sentence)" }
        return (lines + (isWhole ? [] : ["… and newer ones."])).joined(separator: "\n")
    }
}

/// How a print stands, in JSON.
struct ImpressionReport: Encodable {
    let formatVersion = 1
    let item: UInt32
    let amount: Paise
    let print: PrintState
    let open: [PrintAction]

    init(_ stamp: StampRecord, _ standing: PrintStanding) {
        item = stamp.counter
        amount = stamp.value
        print = standing.state
        open = standing.open
    }
}

/// The oldest prints that are not settled, in JSON.
struct UnsettledReport: Encodable {
    struct Line: Encodable {
        let item: UInt32
        let print: PrintState
        let open: [PrintAction]
    }
    let formatVersion = 1
    let items: [Line]
    let isWhole: Bool
}
