import DutyModel
import Exchanges
import FundsLedger
import Signing
import Tablet

extension World {
    static let machineSerials = [MachineSerial(unchecked: "B700-0001"), MachineSerial(unchecked: "B700-0002")]
    static let licence = LicenceNumber(unchecked: "MH-2026-1")
    static let limits = FrankingLimits(
        cap: .rupees(900), descendingMaximum: .rupees(9_000), impressionsPerInspection: 60,
        valuePerInspection: .rupees(9_000))

    var transactionsSigner: any FormSigner { keys.signer("transactions") }

    /// The distributor's part: takes a new device in, or gives the licence again that it was given.
    func admit(
        _ request: ConfigurationRequest, _ desk: FundsDesk<SimulatedBooks>
    ) throws(DutyFailure) -> DeviceConfiguration {
        let key = request.psdKey
        guard let place = machines.firstIndex(where: { $0.serial == key.serial.number && $0.copyOf == nil }),
            let state = Self.state
        else { throw DutyFailure(.psdNotPermitted, "No operator has permitted \(key).") }
        let old = office.replaced[place] ?? nil
        if try desk.books.device(key) == nil {
            let time = serverClock.time(at: now)
            let device = DeviceAccount(
                customer: Self.customer, psdKey: key, machine: Self.machineSerials[place], publicKey: request.publicKey,
                licence: Self.licence, state: state, descendingMaximum: Self.limits.descendingMaximum,
                inspectionLockDays: Self.limits.inspectionLockDays, enrolledAt: time,
                start: try desk.lifeStart(of: key),
                inspectionDue: time.advanced(byDays: Self.limits.inspectionLockDays))
            _ = try desk.admit(device, on: request.statement, replacing: old)
        }
        guard let device = try desk.books.device(key) else {
            throw DutyFailure(.internalError, "A device that was admitted is missing.")
        }
        let authorisation = Authorisation(
            psdKey: key, psdPublicKey: device.publicKey, machine: device.machine, licence: device.licence,
            state: device.state, customer: device.customer, limits: Self.limits,
            fundsKey: keys.signer("funds").publicKey, transactionsKey: transactionsSigner.publicKey,
            issuedAt: device.enrolledAt, demonstration: false)
        return DeviceConfiguration(
            authorisation: authorisation, signature: try keys.signer("funds").sign(authorisation.signedForm),
            certificate: [], replaces: old)
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
