import DutyModel
import Exchanges
import FundsLedger
import Signing
import Tablet

extension World {
    static let machineSerials = [MachineSerial(unchecked: "B700-0001"), MachineSerial(unchecked: "B700-0002")]
    static let limits = FrankingLimits(
        cap: .rupees(900), descendingMaximum: .rupees(9_000), impressionsPerInspection: 60,
        valuePerInspection: .rupees(9_000))

    var transactionsSigner: any FormSigner { keys.signer("transactions") }

    /// The distributor's part: takes a new device in, or gives the licence again that it was given.
    func admit(
        _ request: ConfigurationRequest, _ desk: FundsDesk<SimulatedBooks>
    ) throws(DutyFailure) -> DeviceConfiguration {
        let serial = request.psdKey.serial
        guard let place = machines.firstIndex(where: { $0.serial == serial.number && $0.copyOf == nil }),
            let state = Self.state
        else { throw DutyFailure(.psdNotPermitted, "No operator has permitted \(request.psdKey).") }
        return try desk.admit(
            request, of: state, in: Self.machineSerials[place], Self.limits,
            transactionsKey: transactionsSigner.publicKey,
            replacing: office.replaced[place] ?? nil)
    }

    /// What the listeners of the back end check before the desk is asked: that the device signed.
    func requireSignatures(_ question: ServiceQuestion, at site: Int) throws(DutyFailure) {
        try question.requireSignature(on: sites[site].store.state, verifier: keys.verifier)
    }

    /// A planted bug: books that lost their end take over what a device says it applied.
    func trustAfterRestore(_ statement: RegisterStatement?, _ books: SimulatedBooks) throws(DutyFailure) {
        guard bug == .restoreTrustsDevices, let statement, var device = try books.device(statement.psdKey),
            statement.appliedSequence >= device.nextSequence
        else { return }
        let sequence = device.nextSequence
        device.nextSequence = statement.appliedSequence + 1
        device.controlTotal = try statement.registers.controlTotal
        try books.update(device, readAtSequence: sequence)
    }
}
