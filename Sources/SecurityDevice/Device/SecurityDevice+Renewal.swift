import DutyModel
import Exchanges
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
        return try CertificateRenewal(
            psdKey: psdKey, certificate: certificate, publicKey: publicKey, time: state.now(at: reading)
        ).signed(sign)
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
