import DutyModel
import Exchanges
import FundsLedger
import Signing
import Tablet

extension PinnedService {
    /// Gives the device of a machine the licence that an operator permitted; the same again gets the same.
    func admit(
        _ request: ConfigurationRequest, _ machine: Int, _ desk: FundsDesk<SimulatedBooks>
    ) throws(DutyFailure) -> DeviceConfiguration {
        let key = request.psdKey
        let isNew = try desk.books.device(key) == nil
        let permit = bug == .anyKeyIsLicensed ? Permit(publicKey: request.publicKey, machine: machine) : permits[key]
        guard !isNew || permit?.publicKey == request.publicKey && permit?.machine == machine, let state = World.state
        else { throw DutyFailure(.psdNotPermitted, "No operator has permitted this key of \(key).") }
        let serial = World.machineSerials[machine]
        let last = isNew ? store.state.devices.last { $0.account.machine == serial }?.account.psdKey : nil
        return try desk.admit(
            request, of: state, in: serial, Self.limits, transactionsKey: transactions.publicKey, replacing: last)
    }

    /// That the device signed what it is said to ask, as the listeners check it before the desk is asked.
    func requireSignatures(_ question: ServiceQuestion) throws(DutyFailure) {
        try question.requireSignature(on: store.state, verifier: verifier)
    }
}
