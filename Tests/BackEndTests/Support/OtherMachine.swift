import BackEnd
import Crypto
import DutyModel

/// A second machine of a site, with a device of its own.
struct OtherMachine {
    let machine: MachineSerial
    let client: TLSClient
    var device: PaperDevice
    let caller: MachineCaller

    init(at site: TestSite) async throws {
        machine = try MachineSerial("M-2")
        device = PaperDevice(serial: 43)
        let key = P256.Signing.PrivateKey()
        let enrolment = site.backEnd.enrolment
        let certificate = try await enrolment.enrolMachine(
            machine, customer: site.customer, publicKeyPEM: key.publicKey.pemRepresentation)
        _ = try await enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: device.psdKey, publicKey: device.signer.publicKey, machine: machine,
                licence: try LicenceNumber("LIC-2"), state: try StateCode("MH")))
        client = TLSClient(
            port: 0, rootPEM: try site.backEnd.authority.rootPEM, credential: (certificate.pem, key.pemRepresentation))
        let identity = MachineIdentity(machine: machine, certificateHash: certificate.hash)
        let answer = try await site.backEnd.distributor.directory(for: device.psdKey, from: identity)
        caller = MachineCaller(identity: identity, token: answer.tokens.first { $0.audience == .funds })
    }
}
