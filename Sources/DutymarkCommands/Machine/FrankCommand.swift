import ArgumentParser
import DutyModel
import Exchanges
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
        let (wish, place) = try machine.reporting(asJSON: machine.json) {
            // A place that can't take the print is found before the debit.
            (try self.wish(), try output.map { try PrintDelivery.place($0) })
        }
        var debited: UInt32?
        var delivered: Bool?
        do throws(DutyFailure) {
            let format = output.map(PrintDelivery.format)
            let reply = try await question.reply(
                to: { .frank(wish, format, act: $0) }, of: machine, amount: wish.amount)
            guard case .franked(let summary, let drawing) = reply else { throw MachineOptions.otherAnswer }
            debited = summary.stamp.counter
            delivered = try await deliver(drawing, of: summary.stamp.counter, to: place)
            try machine.say(answer(summary, delivered: delivered), besides: place)
        } catch {
            throw error.reported(asJSON: machine.json, sayingOutcome: true, debitedItem: debited)
        }
        if delivered == false { throw PrintDelivery.untoldStatus }
    }

    /// Brings the drawing where it was wanted; nil where none was. Whatever fails here, the debit stands, and the failure
    /// says so.
    private func deliver(
        _ drawing: FrankedDrawing, of item: UInt32, to place: OutputPlace?
    ) async throws(DutyFailure) -> Bool? {
        guard let place else { return nil }
        let delivery = PrintDelivery(machine: machine, item: item)
        switch drawing {
        case .begun(let drawing): return try await delivery.deliver(drawing, to: place)
        case .failed(let failure): throw delivery.undelivered(failure, to: place.path)
        case .notAsked: throw delivery.undelivered(MachineOptions.otherAnswer, to: place.path)
        }
    }

    private func wish() throws(DutyFailure) -> FrankingWish {
        FrankingWish(
            amount: try Paise(rupeeText: amount), article: try Article(instrument),
            state: try state.map { text throws(DutyFailure) in try StateCode(text) })
    }

    private func answer(_ summary: ImpressionSummary, delivered: Bool?) -> CommandAnswer {
        let stamp = summary.stamp
        var lines = [
            "Franked \(stamp.value.rupeeText) on article \(stamp.article), \(stamp.state), as item \(stamp.counter). "
                + "\(summary.registers.descending.rupeeText) left.",
            "Code: \(summary.code)",
        ]
        if let output { lines.append("Print: \(output)") }
        return CommandAnswer(
            lines.joined(separator: "\n"),
            json: [
                "item": stamp.counter, "amount": stamp.value, "instrument": stamp.article, "state": stamp.state,
                "time": stamp.time.description, "psdKey": stamp.psdKey, "code": summary.code,
                "registers": summary.registers, "output": output, "delivered": delivered,
            ])
    }
}
