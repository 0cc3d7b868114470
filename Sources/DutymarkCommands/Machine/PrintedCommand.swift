import ArgumentParser
import DutyModel
import Exchanges
import Tablet

/// `dutymark machine printed`: a person's word that a print came out.
struct PrintedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "printed", abstract: "Say that the print of an impression came out.",
        discussion: """
            A print that “frank” or “print” wrote to its output is known to have arrived without this. With --through it is \
            said of every print that was sent, from --item to that one.
            """)

    @OptionGroup var machine: MachineOptions

    @Option(help: "The item number of the impression.")
    var item: UInt32

    @Option(help: "The last item number, to say it of several.")
    var through: UInt32?

    func validate() throws {
        if let through, through < item { throw ValidationError("--through takes an item number from --item on.") }
    }

    func run() async throws {
        try await reporting(asJSON: machine.json) {
            guard let through else { return try machine.say(try await one()) }
            try machine.say(try await several(through))
        }
    }

    private func one() async throws(DutyFailure) -> CommandAnswer {
        let (stamp, standing) = try await machine.impression(item)
        // Without a print that has begun, the machine says why; one that is known to have come out stays so.
        try await note(item, standing.state.begunDrawing ?? (standing.state == .printedAgain ? .second : .first))
        let text = "The print of item \(item) is noted as printed."
        guard machine.json else { return CommandAnswer(text, json: [:]) }
        return CommandAnswer(text, json: try await machine.impression(item).print.json(of: stamp))
    }

    /// Those that were never sent stay as they are: nothing can have come out.
    private func several(_ last: UInt32) async throws(DutyFailure) -> CommandAnswer {
        var (printed, neverSent): ([UInt32], [UInt32]) = ([], [])
        var next: UInt32? = item
        while let first = next, first <= last {
            let prints = try await machine.unsettledPrints(from: first)
            for (item, print) in prints where item <= last {
                if let number = print.state.begunDrawing {
                    try await note(item, number)
                    printed.append(item)
                } else {
                    neverSent.append(item)
                }
            }
            next = prints.last.flatMap { $0.item < .max ? $0.item + 1 : nil }
        }
        let left = neverSent.map(String.init).joined(separator: ", ")
        return CommandAnswer(
            "\(printed.count) prints are noted as printed."
                + (neverSent.isEmpty ? "" : " Never sent, so left as they are: \(left)."),
            json: ["printed": printed, "neverSent": neverSent])
    }

    private func note(_ item: UInt32, _ number: DrawingNumber) async throws(DutyFailure) {
        _ = try await machine.folder.ask(.delivered(counter: item, number))
    }
}
