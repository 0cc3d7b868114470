import ArgumentParser
import DutyModel
import Tablet

/// `dutymark machine withdraw`.
struct WithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Withdraw the machine for good; what is left goes back to the customer's account.")

    @OptionGroup var machine: MachineOptions

    @Flag(help: "Do it; without this the command only says what it would do.")
    var yes = false

    func run() async throws {
        guard yes else { return try await refuse() }
        try await machine.perform({ .withdraw(act: $0) }) { reply in
            guard case .withdrawn(let outcome) = reply else { return nil }
            let removed = outcome.removed.map { " \($0.rupeeText) went back to the account." } ?? ""
            return CommandAnswer(
                "The machine is withdrawn, and its key is destroyed.\(removed)", json: ["removed": outcome.removed])
        }
    }

    private func refuse() async throws {
        try await reporting(asJSON: machine.json) {
            guard case .status(let snapshot) = try await machine.folder.ask(.status) else {
                throw MachineOptions.otherAnswer
            }
            let unsettled = try await machine.unsettledPrints(from: 0).count
            let left = snapshot.registers.map { AmountConfirmation.text(of: $0.descending) } ?? "what is left"
            let prints =
                UnsettledPrints.warning(unsettled, limit: MachineCommand.unsettledMaximum).map { " " + $0 } ?? ""
            throw DutyFailure(
                .confirmationNeeded,
                "Withdrawing is for good: the machine no longer franks, its key is destroyed, and "
                    + "\(left) goes back to the account.\(prints) "
                    + "Nothing was done.",
                remedy: "Say --yes to withdraw it.")
        }
    }
}
