import DutyModel
import Exchanges
import FundsLedger
import Signing
import Tablet

extension PinnedService {
    /// Gives the device of a machine the licence that an operator permitted; the same again gets the same.
    func admit(
        _ request: ConfigurationRequest, _ machine: Int, _ desk: FundsDesk<SimulatedBooks>, at time: Timestamp
    ) throws(DutyFailure) -> DeviceConfiguration {
        let key = request.psdKey
        var old: PSDKeyID?
        if try desk.books.device(key) == nil {
            let permit =
                bug == .anyKeyIsLicensed ? Permit(publicKey: request.publicKey, machine: machine) : permits[key]
            guard let permit, permit.publicKey == request.publicKey, permit.machine == machine,
                let state = World.state
            else { throw DutyFailure(.psdNotPermitted, "No operator has permitted this key of \(key).") }
            let device = DeviceAccount(
                customer: Self.customer, psdKey: key, machine: Self.machines[machine], publicKey: request.publicKey,
                licence: Self.licence, state: state, descendingMaximum: Self.limits.descendingMaximum,
                inspectionLockDays: Self.limits.inspectionLockDays, enrolledAt: time,
                start: try desk.lifeStart(of: key),
                inspectionDue: time.advanced(byDays: Self.limits.inspectionLockDays))
            let last = store.state.devices.last { $0.account.machine == Self.machines[machine] }?.account.psdKey
            old = try desk.admit(device, on: request.statement, replacing: last)
        }
        guard let device = try desk.books.device(key), device.publicKey == request.publicKey,
            device.machine == Self.machines[machine]
        else { throw DutyFailure(.psdNotPermitted, "\(key) is enrolled with another key or machine.") }
        let terms = Authorisation(
            psdKey: key, psdPublicKey: device.publicKey, machine: device.machine, licence: device.licence,
            state: device.state, customer: device.customer, limits: Self.limits, fundsKey: funds.publicKey,
            transactionsKey: transactions.publicKey, issuedAt: device.enrolledAt,
            demonstration: false)
        return DeviceConfiguration(
            authorisation: terms, signature: try funds.sign(terms.signedForm), certificate: [], replaces: old)
    }

    /// That the device signed what it is said to ask, as the listeners check it before the desk is asked.
    func requireSignatures(_ question: ServiceQuestion) throws(DutyFailure) {
        try question.requireSignature(on: store.state, verifier: verifier)
    }
}
