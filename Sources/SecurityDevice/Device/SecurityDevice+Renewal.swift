import DutyModel
import Signing

extension SecurityDevice {
    /// The device's word that the machine which holds it wants a new certificate for this key (P-256, a point without
    /// compression); changes nothing.
    ///
    /// Throws `psd_state_refuses` before the licence, `psd_fatal`, `key_missing` where the key of this life is destroyed,
    /// `value_malformed` for a key of another length.
    public func certificateRenewal(
        of certificate: ContentHash, publicKey: [UInt8], at reading: ClockReading
    ) throws(DutyFailure) -> CertificateRenewal {
        try requireWorking()
        if let reason = state.fatalReason { throw DutyFailure(.psdFatal, reason, outcome: .notDone) }
        guard publicKey.count == CertificateRenewal.publicKeyBytes else {
            throw DutyFailure(.valueMalformed, "The machine's new key has \(publicKey.count) bytes.")
        }
        let psdKey = try state.requireAuthorisation().psdKey
        func renewal(_ signature: SignatureBytes) -> CertificateRenewal {
            CertificateRenewal(
                psdKey: psdKey, certificate: certificate, publicKey: publicKey, time: state.now(at: reading),
                signature: signature)
        }
        return renewal(try sign(renewal(.unsigned).signedForm))
    }
}
