import DutyModel
import Exchanges
import Foundation
import FundsLedger
import Signing
import Storage

/// Licences of devices, permitted and given, within one transaction.
struct PSDEnrolmentBook {
    let transaction: any SQLTransaction

    /// A licence that was given, with the certificate of the key.
    struct Enrolment {
        let issued: IssuedAuthorisation
        let certificate: [UInt8]

        var configuration: DeviceConfiguration {
            DeviceConfiguration(
                authorisation: issued.authorisation, signature: issued.signature, certificate: certificate,
                replaces: nil)
        }
    }

    /// The licence that a device was enrolled with, or nil.
    func find(_ psdKey: PSDKeyID) throws(DutyFailure) -> Enrolment? {
        guard let account = try transaction.row("SELECT customer FROM psd_accounts WHERE psd_key = \(psdKey)") else {
            return nil
        }
        let row = try transaction.row(
            """
            SELECT authorisation, certificate FROM psds
            WHERE customer = \(try account.text("customer")) AND psd_key = \(psdKey)
            """)
        return try row.map { (row) throws(DutyFailure) in
            Enrolment(issued: try row.stored("authorisation"), certificate: try row.bytes("certificate"))
        }
    }

    /// Writes licence and certificate, in DER, of a device that was just taken into the books.
    func write(_ issued: IssuedAuthorisation, certificate: [UInt8]) throws(DutyFailure) {
        let terms = issued.authorisation
        try transaction.execute(
            """
            UPDATE psds SET authorisation = \(StoredValue.encode(issued)), certificate = \(certificate)
            WHERE \(rowsOf: terms.psdKey, terms.customer)
            """)
    }

    /// Throws `key_weak` for a key for which anybody can sign, and `key_licensed` for one that another device was licensed
    /// with, whose stamps could then be told as this one's.
    func requireLicensable(_ publicKey: PublicKeyBytes, as psdKey: PSDKeyID) throws(DutyFailure) {
        try publicKey.requireStrong()
        let row = try transaction.row("SELECT psd_key FROM licensed_keys WHERE public_key = \(publicKey)")
        guard let holder = try row?.psdKey("psd_key"), holder != psdKey else { return }
        throw DutyFailure(.keyLicensed, "The public key of \(psdKey) is licensed as that of \(holder) already.")
    }

    /// What stands here as an operator's permit; it is one where the funds service signed it.
    struct Permit {
        let terms: PSDEnrolment
        /// Nil in one of before permits were signed.
        let signature: SignatureBytes?
    }

    /// What stands here as permitted for a key, or nil.
    func permit(_ psdKey: PSDKeyID, customer: CustomerAccount) throws(DutyFailure) -> Permit? {
        try transaction.row("SELECT * FROM psd_permits WHERE \(rowsOf: psdKey, customer)").map {
            (row) throws(DutyFailure) in
            Permit(
                terms: PSDEnrolment(
                    psdKey: psdKey, publicKey: try row.byteValue("public_key"), machine: try row.name("machine"),
                    licence: try row.name("licence"), state: try StateCode(row.text("state")),
                    limits: try row.stored("limits")),
                signature: try row.ifAny("signature", row.byteValue))
        }
    }

    /// Remembers what an operator permitted, with the funds service's signature; the same terms again get that signature.
    func add(
        permit: PSDEnrolment, signature: SignatureBytes, customer: CustomerAccount, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO psd_permits
                (customer, psd_key, public_key, machine, licence, state, limits, permitted_at, signature)
            VALUES (\(customer), \(permit.psdKey), \(permit.publicKey), \(permit.machine), \(permit.licence),
                \(permit.state.letters), \(StoredValue.encode(permit.limits)), \(time), \(signature))
            ON CONFLICT (customer, psd_key) DO UPDATE SET signature = excluded.signature
            """)
    }

    /// The device that a machine was given last, or nil.
    func newest(of machine: MachineSerial, customer: CustomerAccount) throws(DutyFailure) -> PSDKeyID? {
        try transaction.row(
            """
            SELECT psd_key FROM psds WHERE customer = \(customer) AND machine = \(machine)
            ORDER BY enrolled_at DESC, psd_key DESC LIMIT 1
            """)?.psdKey("psd_key")
    }
}

extension SQLFundsBooks {
    /// Writes licence and certificate, in DER, of a device that was just taken in, and that it was licensed.
    func license(_ issued: IssuedAuthorisation, certificate: [UInt8], start: LifeStart) throws(DutyFailure) {
        try PSDEnrolmentBook(transaction: transaction).write(issued, certificate: certificate)
        try act(.licensed(issued, certificate: Data(certificate), start: start))
    }
}
