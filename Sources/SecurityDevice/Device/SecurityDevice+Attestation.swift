import DutyModel
import Exchanges
import Signing

extension SecurityDevice {
    /// The device's word on the machine that holds it: the same, under its key and at its time, signed; changes nothing.
    ///
    /// Throws `psd_state_refuses` before the licence, `psd_fatal`, `key_missing` where the key of this life is destroyed,
    /// `value_malformed` for what no device attests.
    public func attest(_ attestation: Attestation, at reading: ClockReading) throws(DutyFailure) -> Attestation {
        try requireWorking()
        if let reason = state.fatalReason { throw DutyFailure(.psdFatal, reason, outcome: .notDone) }
        return try attestation.attested(by: try state.requireAuthorisation().psdKey, at: state.now(at: reading), sign)
    }

    /// Throws `value_malformed` unless a certificate, in DER, is for the key of this life; `psd_state_refuses` before the
    /// licence. Who signed it is for those to judge who have the authority's key.
    public func requireOwn(certificate: [UInt8]) throws(DutyFailure) {
        let terms = try state.requireAuthorisation()
        guard certificate.firstRange(of: terms.psdPublicKey.subjectPublicKeyInfo) != nil else {
            throw DutyFailure(.valueMalformed, "The certificate is not for the key of \(terms.psdKey).")
        }
    }
}

extension PublicKeyBytes {
    /// An Ed25519 key as certificates hold it (RFC 8410, section 4).
    public var subjectPublicKeyInfo: [UInt8] {
        [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00] + bytes
    }
}
