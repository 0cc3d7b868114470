import DutyModel
import Exchanges

extension SecurityDevice {
    /// Gives the device the service root that it obeys from now on, over all its lives. Only the folder of a stopped
    /// base gives one, never the tablet. Durable on return; the same root, or one that was followed, changes nothing.
    ///
    /// Throws `service_root_pinned` where the device has another one, and `psd_state_refuses`.
    public mutating func pinRoot(_ root: ServiceRoot) throws(DutyFailure) {
        try requireWorking()
        guard let event = try state.decidePinRoot(root) else { return }
        try commit(event, reserve: limits.frankingReserveBytes)
    }

    /// Takes the service keys for which its root vouches, and the roots that followed it. Each is durable on return;
    /// what the device knows changes nothing.
    ///
    /// Throws `service_key_unknown`, `signature_bad`, `value_malformed`, `psd_state_refuses`.
    public mutating func takeServiceKeys(_ keys: CertifiedServiceKeys) throws(DutyFailure) {
        try requireWorking()
        for event in try state.decideTakeServiceKeys(keys, verifier: verifier) { try commit(event, reserve: 0) }
    }

    /// The service root that the device obeys; nil where it was given none.
    public var serviceRoot: ServiceRoot? { state.obedience.root }

    /// The newest certificates that it took, in order of their purposes.
    public var serviceKeyCertificates: [ServiceKeyCertificate] {
        state.obedience.certificates.values.sorted { $0.purpose.rawValue < $1.purpose.rawValue }
    }
}
