import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine print`: draws an impression that was made; nothing is debited.
struct PrintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Draw an impression that was made; nothing is debited.",
        discussion: """
            A print that has begun and isn't known to have arrived is sent again, the same one, as often as it takes. One \
            that came out is printed once more, which its paper says; after that it is never printed again.
            """)

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    @Option(help: "Where to write the print; .png gives a picture, anything else a PDF.")
    var output: String

    func run() async throws {
        let delivered = try await reporting(asJSON: machine.json) {
            let place = try PrintDelivery.place(output)
            let delivery = PrintDelivery(machine: machine, item: item)
            let drawing = try await drawn(delivery)
            let delivered = try await delivery.deliver(drawing, to: place)
            try machine.say(answer(drawing, delivered: delivered), besides: place)
            return delivered
        }
        if !delivered { throw PrintDelivery.untoldStatus }
    }

    /// The drawing that may leave the machine now, by the machine's own rule; a number that nobody may have is refused
    /// there.
    private func drawn(_ delivery: PrintDelivery) async throws(DutyFailure) -> DrawnImpression {
        let standing = try await machine.impression(item).print
        if let format = standing.format { try delivery.requireForm(format, for: output) }
        let number = standing.drawing ?? (standing.state == .printedAgain ? .second : .first)
        let format = PrintDelivery.format(of: output)
        let reply = try await machine.folder.ask(.print(counter: item, number, format))
        guard case .drawing(let drawing) = reply else { throw MachineOptions.otherAnswer }
        return drawing
    }

    private func answer(_ drawing: DrawnImpression, delivered: Bool) -> CommandAnswer {
        let again = drawing.number == .second
        let which = again ? "Printed once more; it is never printed again" : "Print"
        return CommandAnswer(
            which + (drawing.isSentAgain ? " (the same as sent before)" : "") + ": \(output)",
            json: [
                "item": drawing.counter, "again": again, "sentAgain": drawing.isSentAgain, "delivered": delivered,
                "output": output,
            ])
    }
}
