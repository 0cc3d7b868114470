import DutyModel
import Exchanges
import FundsLedger
import Signing
import Storage

extension EnrolmentService {
    /// Takes a new device into the books and gives the authorisation that lets it frank; for whoever has the device
    /// and the books in one hand. The same device again gets the authorisation that it got first. Throws `key_licensed`
    /// and `key_weak` for a public key that is another device's, or nobody's.
    public func enrolPSD(_ wanted: PSDEnrolment) async throws(DutyFailure) -> IssuedAuthorisation {
        let certificate = try authority.issuePSDCertificate(wanted.psdKey, publicKey: wanted.publicKey)
        return try await database.write { (transaction) throws(DutyFailure) in
            if let held = try PSDEnrolmentBook(transaction: transaction).find(wanted.psdKey) {
                try requireSame(wanted, as: held.issued.authorisation)
                return try renewed(held, for: NewerForm.readByMachines, in: transaction).issued
            }
            let customer = try PSDBook(transaction: transaction).requireCustomer(of: wanted.machine)
            try PSDEnrolmentBook(transaction: transaction).requireLicensable(wanted.publicKey, as: wanted.psdKey)
            let issued = try authorise(wanted, customer: customer, reading: NewerForm.readByMachines)
            let books = desk(transaction).books
            try books.add(account(issued.authorisation, start: .first))
            try books.license(issued, certificate: certificate.der, start: .first)
            return issued
        }
    }

    /// Permits a device key: the machine that holds the device gets its licence when it asks for it.
    ///
    /// Throws `operation_conflict` where the key was permitted or enrolled with other terms, and `key_licensed` and
    /// `key_weak` for a public key that is another device's, or nobody's.
    public func permit(_ wanted: PSDEnrolment) async throws(DutyFailure) {
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) in
            try permit(wanted, at: now, in: transaction)
        }
    }

    /// As above, within a transaction.
    func permit(_ wanted: PSDEnrolment, at now: Timestamp, in transaction: any SQLTransaction) throws(DutyFailure) {
        let enrolments = PSDEnrolmentBook(transaction: transaction)
        if let held = try enrolments.find(wanted.psdKey) {
            return try requireSame(wanted, as: held.issued.authorisation)
        }
        let customer = try PSDBook(transaction: transaction).requireCustomer(of: wanted.machine)
        let held = try enrolments.permit(wanted.psdKey, customer: customer)
        if let held {
            guard held.terms == wanted else { throw Self.otherTerms(wanted.psdKey) }
            if isSigned(held, customer) { return }
        }
        try enrolments.requireLicensable(wanted.publicKey, as: wanted.psdKey)
        guard try !AccountsTakenUp(transaction: transaction).isRevoked(wanted.machine) else {
            throw DutyFailure(
                .machineBlocked, "Machine \(wanted.machine) was revoked.",
                remedy: "License the device for the machine that took its place.")
        }
        try enrolments.add(
            permit: wanted, signature: try permitSignature(wanted, customer), customer: customer, at: now)
        guard held == nil else { return }
        try ActBook(transaction: transaction).add(.permitted(wanted, customer), at: now)
    }

    /// The funds service's signature over an operator's permit.
    func permitSignature(_ permit: PSDEnrolment, _ customer: CustomerAccount) throws(DutyFailure) -> SignatureBytes {
        try fundsSigner.sign(permit.permitForm(customer))
    }

    /// Whether the funds service signed the permit in the books. Writing to the database permits nothing by itself.
    private func isSigned(_ permit: PSDEnrolmentBook.Permit, _ customer: CustomerAccount) -> Bool {
        guard let signature = permit.signature else { return false }
        let form = permit.terms.permitForm(customer)
        return fundsKeys.keys(at: nil).contains { verifier.isValid(signature, over: form, by: $0) }
    }

    /// Gives a device that a machine found in its base the licence that an operator permitted.
    ///
    /// A machine that reads `forms` gets the licence in the newest of them. The same device again gets the same
    /// configuration. Another device of the machine is replaced by it. Throws `key_weak`, `signature_bad`,
    /// `psd_not_permitted`, `key_licensed`, `machine_blocked`, `certificate_revoked`, and what `FundsDesk.admit` throws.
    public func configure(
        _ request: ConfigurationRequest, from identity: MachineIdentity, reading forms: [NewerForm] = []
    ) async throws(DutyFailure) -> DeviceConfiguration {
        try request.publicKey.requireStrong()
        try verifier.require(request, by: request.publicKey, on: "configuration request")
        let certificate = try authority.issuePSDCertificate(request.psdKey, publicKey: request.publicKey)
        let configuration = try await database.write { (transaction) throws(DutyFailure) in
            try configure(request, from: identity, reading: forms, certificate: certificate, in: transaction)
        }
        try await recordActs()
        changes.announce()
        return configuration
    }

    private func configure(
        _ request: ConfigurationRequest, from identity: MachineIdentity, reading forms: [NewerForm],
        certificate: IssuedCertificate, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> DeviceConfiguration {
        let enrolments = PSDEnrolmentBook(transaction: transaction)
        let customer = try PSDBook(transaction: transaction).requireEnrolled(identity, orReadmittedAt: clock.now())
        if let held = try enrolments.find(request.psdKey) {
            let terms = held.issued.authorisation
            guard terms.psdPublicKey == request.publicKey, terms.machine == identity.machine else {
                throw DutyFailure(.psdNotPermitted, "\(request.psdKey) is enrolled with another key or machine.")
            }
            return try renewed(held, for: forms, in: transaction).configuration
        }
        guard let permit = try enrolments.permit(request.psdKey, customer: customer),
            permit.terms.publicKey == request.publicKey, permit.terms.machine == identity.machine,
            isSigned(permit, customer)
        else {
            throw DutyFailure(
                .psdNotPermitted, "No operator has permitted the key \(request.publicKey) of \(request.psdKey).")
        }
        try enrolments.requireLicensable(request.publicKey, as: request.psdKey)
        let desk = desk(transaction)
        let issued = try authorise(permit.terms, customer: customer, reading: forms)
        let device = account(issued.authorisation, start: try desk.lifeStart(of: request.psdKey))
        let replaced = try desk.admit(
            device, on: request.statement, replacing: try enrolments.newest(of: identity.machine, customer: customer))
        try desk.books.license(issued, certificate: certificate.der, start: device.start)
        return DeviceConfiguration(
            authorisation: issued.authorisation, signature: issued.signature, certificate: certificate.der,
            replaces: replaced)
    }

    /// The licence as it was given; where a service key that it names was followed since, with the present ones, since a
    /// device that asks for it obeys no others, and in a form that the asker reads. Which terms it has stays.
    private func renewed(
        _ held: PSDEnrolmentBook.Enrolment, for forms: [NewerForm], in transaction: any SQLTransaction
    ) throws(DutyFailure) -> PSDEnrolmentBook.Enrolment {
        let terms = held.issued.authorisation
        guard
            terms.fundsKey != fundsKeys.present || terms.transactionsKey != transactionsKeys.present
                || terms.demonstration != mark(for: forms),
            try desk(transaction).require(terms.psdKey).endedAt == nil
        else { return held }
        let issued = try authorise(PSDEnrolment(terms), customer: terms.customer, reading: forms)
        try PSDEnrolmentBook(transaction: transaction).write(issued, certificate: held.certificate)
        return PSDEnrolmentBook.Enrolment(issued: issued, certificate: held.certificate)
    }

    private func requireSame(_ wanted: PSDEnrolment, as terms: Authorisation) throws(DutyFailure) {
        guard PSDEnrolment(terms) == wanted else { throw Self.otherTerms(wanted.psdKey) }
    }

    private static func otherTerms(_ psdKey: PSDKeyID) -> DutyFailure {
        DutyFailure(.operationConflict, "\(psdKey) is enrolled with other terms.")
    }

    /// What a licence says of the installation to a device that reads these forms.
    private func mark(for forms: [NewerForm]) -> Bool? { forms.contains(.markedAuthorisation) ? demonstration : nil }

    /// Whether a licence is one of this installation's kind; one without a mark may be.
    func isOwnKind(_ terms: Authorisation) -> Bool {
        guard let demonstration, let mark = terms.demonstration else { return true }
        return mark == demonstration
    }

    func authorise(
        _ wanted: PSDEnrolment, customer: CustomerAccount, reading forms: [NewerForm]
    ) throws(DutyFailure) -> IssuedAuthorisation {
        let authorisation = Authorisation(
            psdKey: wanted.psdKey, psdPublicKey: wanted.publicKey, machine: wanted.machine, licence: wanted.licence,
            state: wanted.state, customer: customer, limits: wanted.limits, fundsKey: fundsSigner.publicKey,
            transactionsKey: transactionsKeys.present, issuedAt: clock.now(), demonstration: mark(for: forms))
        return IssuedAuthorisation(
            authorisation: authorisation, signature: try fundsSigner.sign(authorisation.signedForm))
    }

    /// A device as the books take it in; its first inspection period begins with the authorisation.
    func account(_ terms: Authorisation, start: LifeStart) -> DeviceAccount {
        DeviceAccount(
            customer: terms.customer, psdKey: terms.psdKey, machine: terms.machine, publicKey: terms.psdPublicKey,
            licence: terms.licence, state: terms.state, descendingMaximum: terms.limits.descendingMaximum,
            inspectionLockDays: terms.limits.inspectionLockDays, enrolledAt: terms.issuedAt, start: start,
            inspectionDue: terms.issuedAt.advanced(byDays: terms.limits.inspectionLockDays))
    }
}
