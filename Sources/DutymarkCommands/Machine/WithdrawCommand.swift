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
        guard yes else { return try refuse() }
        try await machine.perform({ .withdraw(act: $0) }) { reply in
            guard case .withdrawn(let outcome) = reply else { return nil }
            if machine.json { return JSONText.of(WithdrawReport(removed: OrNull(outcome.removed))) }
            let removed = outcome.removed.map { " \($0.rupeeText) went back to the account." }
            return "The machine is withdrawn, and its key is destroyed." + (removed ?? "")
        }
    }

    private func refuse() throws {
        _ = try machine.checked { () throws(DutyFailure) -> Bool in
            throw DutyFailure(
                .psdStateRefuses,
                "Withdrawing is for good: the machine franks no more, and its key is destroyed. Nothing was done.",
                remedy: "Say --yes to withdraw it.")
        }
    }
}

/// A finished withdrawal in JSON.
struct WithdrawReport: Encodable {
    let formatVersion = 1
    let removed: OrNull<Paise>
}
