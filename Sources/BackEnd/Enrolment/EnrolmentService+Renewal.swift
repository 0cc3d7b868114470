import Crypto
import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension EnrolmentService {
    /// How long a machine whose certificate has ended may renew it once an operator has let it, in seconds.
    static let readmissionSeconds: Int64 = 86_400
    /// Days before its end from which a certificate is renewed; a machine whose clock is ahead would renew for ever.
    static let renewalDays: Int64 = 180

    /// Gives a machine a certificate for its next key. The one before is good until the distributor is asked under this
    /// one; the same key again gets the same certificate, and another key takes the place of one that was never used.
    ///
    /// A machine that reads it gets its device's own certificate as well, which is renewed so early that it outlives the machine's.
    ///
    /// A certificate that restored books don't know, as theirs is older, may be renewed by a machine that is
    /// readmitted.
    ///
    /// Throws what `PSDBook.require` throws; `certificate_not_due` long before its end; `certificate_foreign` where the
    /// request names another certificate than the connection's; `signature_bad`; `psd_retired` and
    /// `psd_clone_suspected` for a device whose word counts no more; `value_malformed` for a key that is none.
    public func renew(
        _ renewal: CertificateRenewal, from identity: MachineIdentity, reading forms: [NewerForm] = []
    ) async throws(DutyFailure) -> MachineCertificate {
        guard renewal.certificate == identity.certificateHash else {
            throw DutyFailure(.certificateForeign, "The request names another certificate than the machine showed.")
        }
        guard let key = try? P256.Signing.PublicKey(x963Representation: renewal.publicKey) else {
            throw DutyFailure(.valueMalformed, "The machine's next key is not a P-256 key.")
        }
        let issued = try authority.issueMachineCertificate(identity.machine, publicKeyPEM: key.pemRepresentation)
        let now = clock.now()
        let certificate = try await database.write { (transaction) throws(DutyFailure) -> MachineCertificate in
            let device = try PSDBook(transaction: transaction)
                .require(renewal.psdKey, spokenForBy: identity, orReadmittedAt: now)
            try requireWord(of: device)
            try verifier.require(renewal, by: device.publicKey, on: "certificate renewal")
            try AttestationBook(transaction: transaction).keep(.renewal(renewal), of: device.customer, at: now)
            let book = RenewalBook(transaction: transaction, customer: device.customer)
            if let end = try book.end(of: identity.certificateHash), end > now.advanced(byDays: Self.renewalDays) {
                throw DutyFailure(.certificateNotDue, "The certificate is good until \(end), which is far off.")
            }
            var own: [UInt8]?
            if forms.contains(.deviceCertificate) {
                own = try ownCertificate(of: device, outliving: issued.expiresAt, in: transaction)
            }
            if var held = try book.unused(after: identity.certificateHash, for: renewal.publicKey) {
                held.deviceCertificate = own
                return held
            }
            try book.giveUpUnused(after: identity.certificateHash, at: now)
            try book.add(issued, of: identity, for: renewal.publicKey)
            try ActBook(transaction: transaction).add(
                .machineEnrolled(identity.machine, device.customer, issued), at: now)
            return MachineCertificate(certificate: issued.der, expiresAt: issued.expiresAt, deviceCertificate: own)
        }
        try await recordActs()
        return certificate
    }

    /// The certificate of a device's own key: as the books hold it, or a new one where that ends before the machine's next
    /// renewal, or can't be read.
    private func ownCertificate(
        of device: DeviceAccount, outliving end: Timestamp, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> [UInt8]? {
        let enrolments = PSDEnrolmentBook(transaction: transaction)
        guard let held = try enrolments.find(device.psdKey) else { return nil }
        if let ends = CertificateText.end(ofDER: held.certificate), ends > end { return held.certificate }
        let next = try authority.issuePSDCertificate(device.psdKey, publicKey: device.publicKey).der
        try enrolments.write(held.issued, certificate: next)
        return next
    }

    private func requireWord(of device: DeviceAccount) throws(DutyFailure) {
        switch device.standing {
        case .active, .auditFailed, .blocked: return
        case .cloneSuspected:
            throw DutyFailure(.psdCloneSuspected, "A copy of the device \(device.psdKey) may have signed this.")
        case .replaced, .withdrawn, .retired:
            throw DutyFailure(.psdRetired, "The device \(device.psdKey) is out of use.")
        }
    }

    /// Lets a machine whose certificate has ended renew it, for a day.
    ///
    /// Throws `machine_unknown` for a machine that is not enrolled, and `machine_blocked` for one that was revoked.
    func readmit(_ machine: MachineSerial) async throws(DutyFailure) {
        let until = clock.now().advanced(bySeconds: Self.readmissionSeconds)
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            try AccountsTakenUp(transaction: transaction).requireNotRevoked(machine)
            let changed = try transaction.execute(
                "UPDATE machines SET readmitted_until = \(until) WHERE machine = \(machine)")
            guard changed > 0 else { throw DutyFailure(.machineUnknown, "Machine \(machine) is not enrolled.") }
        }
    }

    /// Whose certificate this is, where it has ended and an operator lets its machine renew it now.
    ///
    /// Throws `certificate_expired` where none did, `certificate_foreign`.
    public func readmitted(der: [UInt8]) async throws(DutyFailure) -> MachineIdentity {
        let identity = try authority.identify(expired: der)
        let now = clock.now()
        let isOpen = try await database.read { (transaction) throws(DutyFailure) in
            try transaction.row(
                "SELECT machine FROM machines WHERE machine = \(identity.machine) AND readmitted_until > \(now)") != nil
        }
        guard isOpen else {
            throw DutyFailure(
                .certificateExpired, "The certificate of machine \(identity.machine) has ended.",
                remedy: "Ask the operator of the back end to let the machine renew it (“dutymark backend readmit”).")
        }
        return identity
    }
}

/// Certificates that follow others, until they are used.
struct RenewalBook {
    let transaction: any SQLTransaction
    let customer: CustomerAccount

    /// The certificate for this key that follows another and was not used yet.
    func unused(after hash: ContentHash, for publicKey: [UInt8]) throws(DutyFailure) -> MachineCertificate? {
        let row = try transaction.row(
            """
            SELECT certificate, expires_at FROM machine_certificates
            WHERE customer = \(customer) AND follows = \(hash) AND public_key = \(Hexadecimal.encode(publicKey))
            AND revoked_at IS NULL
            """)
        return try row.map { (row) throws(DutyFailure) in
            MachineCertificate(certificate: try row.bytes("certificate"), expiresAt: try row.time("expires_at"))
        }
    }

    /// When a certificate ends; nil for one that these books don't know.
    func end(of hash: ContentHash) throws(DutyFailure) -> Timestamp? {
        try transaction.row(
            "SELECT expires_at FROM machine_certificates WHERE customer = \(customer) AND certificate_hash = \(hash)")?
            .time("expires_at")
    }

    /// Withdraws the one that follows another and was never used; there is one at most.
    func giveUpUnused(after hash: ContentHash, at time: Timestamp) throws(DutyFailure) {
        let row = try transaction.row(
            """
            SELECT certificate_hash FROM machine_certificates
            WHERE customer = \(customer) AND follows = \(hash) AND revoked_at IS NULL
            """)
        guard let row else { return }
        try withdraw(try row.byteValue("certificate_hash"), at: time)
    }

    private func withdraw(_ hash: ContentHash, at time: Timestamp) throws(DutyFailure) {
        if try AccountsTakenUp(transaction: transaction).withdraw(hash, at: time) > 0 {
            try ActBook(transaction: transaction).add(.certificateWithdrawn(hash), at: time)
        }
    }

    /// Writes a new certificate down.
    func add(_ issued: IssuedCertificate, of identity: MachineIdentity, for publicKey: [UInt8]) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO machine_certificates
                (customer, certificate_hash, machine, certificate, expires_at, follows, public_key)
            VALUES (\(customer), \(issued.hash), \(identity.machine), \(issued.der), \(issued.expiresAt),
                \(identity.certificateHash), \(Hexadecimal.encode(publicKey)))
            """)
    }

    /// The certificate that this one follows; nil where it follows none any more.
    func followed(by hash: ContentHash) throws(DutyFailure) -> ContentHash? {
        try transaction.row(
            """
            SELECT follows FROM machine_certificates
            WHERE customer = \(customer) AND certificate_hash = \(hash) AND follows IS NOT NULL
            """)?.byteValue("follows")
    }

    /// A certificate was used: the one that it follows is withdrawn, and its machine needs no readmission any more.
    func noteUse(of identity: MachineIdentity, at time: Timestamp) throws(DutyFailure) {
        guard let old = try followed(by: identity.certificateHash) else { return }
        try withdraw(old, at: time)
        try transaction.execute(
            """
            UPDATE machine_certificates SET follows = NULL
            WHERE customer = \(customer) AND certificate_hash = \(identity.certificateHash)
            """)
        try transaction.execute(
            """
            UPDATE machines SET readmitted_until = NULL WHERE customer = \(customer) AND machine = \(identity.machine)
            """)
    }
}
