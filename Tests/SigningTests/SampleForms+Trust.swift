import DutyModel
import Exchanges
import Signing

extension SampleForms {
    /// What a service root signs.
    static func trust() throws -> [Sample] {
        let root = try ServiceRoot(generation: 1, keys: [key(0x03), key(0x01), key(0x02)])
        let next = try ServiceRoot(generation: 2, keys: [key(0x04), key(0x05), key(0x06)])
        let certificates = ServiceKeyPurpose.allCases.map { purpose in
            ServiceKeyCertificate(
                purpose: purpose, key: key(0x99), number: 7, validFrom: time, validUntil: time.advanced(byDays: 1_000),
                rootGeneration: 1, signatures: [])
        }
        let renewal = CertificateRenewal(
            psdKey: try PSDKeyID("P00000042-1"), certificate: hash(0xAB),
            publicKey: [0x04] + Array(repeating: 0x15, count: 64), time: time, signature: noSignature)
        return [
            Sample(name: "certificate renewal", context: .certificateRenewal, form: renewal.signedForm),
            Sample(
                name: "service root and the one that follows it", context: .rootSuccession,
                form: RootSuccession.signedForm(from: root, to: next)),
            Sample(
                name: "service root that a publisher names", context: .publisherRoot,
                form: RootHandover.signedForm(naming: root)),
        ]
            + certificates.map { certificate in
                Sample(
                    name: "service key, \(certificate.purpose.rawValue)", context: .serviceKey,
                    form: certificate.signedForm(under: root))
            }
    }

    /// What an enrolment on site authenticates by its code.
    static func enrolment() throws -> [Sample] {
        let nonces = (Nonce(unchecked: Array(1...16)), Nonce(unchecked: Array(2...17)))
        let offer = EnrolmentOffer(
            serviceNonce: nonces.1, authority: Array(repeating: 0x30, count: 24), rootGeneration: 1,
            rootKeys: [key(0x01), key(0x02), key(0x03)])
        let request = EnrolmentRequest(
            invitation: 33_000_000, machineNonce: nonces.0, serviceNonce: nonces.1, devicePublicKey: key(0x42),
            machinePublicKey: [0x04] + Array(repeating: 0x15, count: 64), mac: .zero)
        let grant = EnrolmentGrant(
            machine: try MachineSerial("B700-0001"), psdKey: try PSDKeyID("P00000042-1"),
            certificate: MachineCertificate(
                certificate: Array(repeating: 0x31, count: 24), expiresAt: time.advanced(byDays: 730)),
            distributorKey: key(0x51), publisherKey: key(0x52), stampPrefix: "HTTPS://VERIFY.EXAMPLE/V/",
            isDemonstration: true)
        let transcript = EnrolmentTranscript(offer, request)
        return [
            Sample(name: "enrolment request", context: .enrolmentRequest, form: transcript.requestForm),
            Sample(name: "enrolment answer", context: .enrolmentAnswer, form: transcript.answerForm(grant)),
        ]
    }
}
