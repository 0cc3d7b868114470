import Installation
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
        let delivered: Bool
        do throws(DutyFailure) {
            let place = try PrintDelivery.place(output)
            let delivery = PrintDelivery(machine: machine, item: item)
            let drawing = try await drawn(delivery)
            delivered = try await delivery.deliver(drawing, to: place)
            let report = PrintReport(drawing, output: output, delivered: delivered)
            try machine.say(machine.json ? JSONText.of(report) : report.text, besides: place)
        } catch {
            throw error.reported(asJSON: machine.json)
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
}

/// A finished drawing in JSON and in words.
struct PrintReport: Encodable {
    let formatVersion = 1
    let item: UInt32
    let again: Bool
    let sentAgain: Bool
    let delivered: Bool
    let output: String

    init(_ drawing: DrawnImpression, output: String, delivered: Bool) {
        item = drawing.counter
        again = drawing.number == .second
        sentAgain = drawing.isSentAgain
        self.delivered = delivered
        self.output = output
    }

    var text: String {
        let which = again ? "Printed once more; it is never printed again" : "Print"
        return sentAgain ? "\(which) (the same as sent before): \(output)" : "\(which): \(output)"
    }
}
