import DutyModel

extension MachineOperations {
    /// Carries out a command of the command line; throws `confirmation_needed` for an amount above the machine's limit
    /// unless the command says that it was confirmed.
    public func answer(_ command: MachineCommand) async throws(DutyFailure) -> MachineReply {
        if case .confirmed(let inner) = command { return try await carryOut(inner) }
        if let amount = command.amountToConfirm { try confirmation.require(false, of: amount) }
        return try await carryOut(command)
    }
}
