import DutyModel
import Exchanges
import Signing

/// Directories and tokens signed by a key of the test.
enum TestDirectory {
    static let issued = Timestamp(1_790_000_000)
    static let machine = MachineSerial(unchecked: "M-1")
    static let key = PSDKeyID(serial: PSDSerial(42), life: 1)

    static func sign(
        _ services: [ServiceLocation], by signer: any FormSigner, version: UInt64 = 1, lifetime: Int64 = 3600
    ) throws(DutyFailure) -> ServiceDirectory {
        let expires = issued.advanced(bySeconds: lifetime)
        return try ServiceDirectory(
            version: version, issuedAt: issued, expiresAt: expires, services: services
        ).signed(by: signer)
    }

    static func token(
        _ audience: ServiceName = .funds, machine: MachineSerial = machine, lifetime: Int64 = 600
    ) -> AccessToken {
        AccessToken(
            machine: machine, psdKey: key, audience: audience, issuedAt: issued,
            expiresAt: issued.advanced(bySeconds: lifetime), certificateHash: .zero,
            signature: SignatureBytes(unchecked: Array(repeating: 1, count: SignatureBytes.length)))
    }
}
