import Crypto
import DutyModel
import Exchanges
import Signing
import Storage

/// Enrols machines on site: a machine makes its own keys, and the code that an operator read out vouches for both ends.
///
/// Whoever asks is a stranger until his MAC is right. Until then the books are written for nothing but a count of wrong
/// tries, and an opening is kept nowhere: the back end's nonce is made of it.
public struct SiteEnrolment: Sendable {
    let enrolment: EnrolmentService
    let root: ServiceRoot
    let distributorKey: PublicKeyBytes
    let publisherKey: PublicKeyBytes
    var limits = InvitationLimits()
    /// Of this process; an enrolment that a start of the back end interrupts begins anew.
    private let nonceKey = SymmetricKey(size: .bits256)

    /// What this back end says of itself; the same to everybody, whether there is such an invitation or not.
    public func offer(_ opening: EnrolmentOpening) throws(DutyFailure) -> EnrolmentOffer {
        EnrolmentOffer(
            serviceNonce: nonce(opening), authority: try enrolment.authority.rootDER,
            rootGeneration: root.generation, rootKeys: root.keys)
    }

    /// Enrols the machine and permits its device; the same keys again get the same grant while the code lives.
    ///
    /// Throws `nonce_stale` for an offer of before the last start; `enrolment_code_wrong` and `enrolment_code_spent`;
    /// `value_malformed` and `key_weak` for keys that are none; what `AccountsTakenUp.enrol` and `EnrolmentService.permit`
    /// throw.
    public func enrol(_ request: EnrolmentRequest) async throws(DutyFailure) -> EnrolmentAnswer {
        let offer = try offer(EnrolmentOpening(invitation: request.invitation, machineNonce: request.machineNonce))
        guard offer.serviceNonce == request.serviceNonce else {
            throw DutyFailure(
                .nonceStale, "The back end was started again after it made this offer.",
                remedy: "Nothing was changed; enrol again with the same code.")
        }
        let transcript = EnrolmentTranscript(offer, request)
        // A stranger who guesses numbers must not queue with those who write.
        guard let known = try await invitation(request.invitation) else { throw Self.unknown }
        let now = enrolment.clock.now()
        let judged = try await enrolment.database.write { (transaction) throws(DutyFailure) in
            try judge(request, transcript, at: now, in: transaction)
        }
        let grant = try judged.get()
        try await enrolment.recordActs()
        return EnrolmentAnswer(grant: grant, mac: known.secret.mac(by: .service, over: transcript.answerForm(grant)))
    }

    private static let unknown = DutyFailure(.enrolmentCodeWrong, "The back end gave out no such code.")

    private func invitation(_ number: UInt32) async throws(DutyFailure) -> Invitation? {
        try await enrolment.database.read { (transaction) throws(DutyFailure) in
            try InvitationBook(transaction: transaction).find(number)
        }
    }

    /// Judges and, where the MAC is right, enrols, in one transaction: tries that come together are counted one by one. A
    /// refusal is returned, since its count is to be committed.
    private func judge(
        _ request: EnrolmentRequest, _ transcript: EnrolmentTranscript, at now: Timestamp,
        in transaction: any SQLTransaction
    ) throws(DutyFailure) -> Result<EnrolmentGrant, DutyFailure> {
        let book = InvitationBook(transaction: transaction)
        guard let invitation = try book.find(request.invitation) else { throw Self.unknown }
        let keys = Invitation.Keys(device: request.devicePublicKey, machine: request.machinePublicKey)
        let isValid = invitation.secret.isValid(request.mac, by: .machine, over: transcript.requestForm)
        switch invitation.verdict(macIsValid: isValid, keys: keys, at: now, limits: limits) {
        case .wrong(let left):
            try book.countTry(invitation.number)
            let next = left > 0 ? "\(left) more tries are left." : "It is closed now."
            return .failure(
                DutyFailure(
                    .enrolmentCodeWrong, "The code is wrong, or something on the way changed the request. \(next)"))
        case .spent(let why): return .failure(DutyFailure(.enrolmentCodeSpent, "The code \(why.rawValue)."))
        case .again(let grant): return .success(grant)
        case .enrol:
            let grant = try enrol(keys, as: invitation, at: now, in: transaction)
            try book.write(Invitation.Use(keys: keys, grant: grant), of: invitation.number)
            return .success(grant)
        }
    }

    private func enrol(
        _ keys: Invitation.Keys, as invitation: Invitation, at now: Timestamp, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> EnrolmentGrant {
        let terms = invitation.terms
        guard let key = try? P256.Signing.PublicKey(x963Representation: keys.machine) else {
            throw DutyFailure(.valueMalformed, "The machine's key is not a P-256 key.")
        }
        let issued = try enrolment.authority.issueMachineCertificate(terms.machine, publicKeyPEM: key.pemRepresentation)
        try AccountsTakenUp(transaction: transaction).enrol(terms.machine, terms.customer, with: issued, at: now)
        let psdKey = try device(keys.device, invitedBy: invitation, in: transaction)
        try enrolment.permit(
            PSDEnrolment(
                psdKey: psdKey, publicKey: keys.device, machine: terms.machine, licence: terms.licence,
                state: terms.state, limits: terms.limits), at: now, in: transaction)
        return EnrolmentGrant(
            machine: terms.machine, psdKey: psdKey,
            certificate: MachineCertificate(certificate: issued.der, expiresAt: issued.expiresAt),
            distributorKey: distributorKey, publisherKey: publisherKey, stampPrefix: terms.stampPrefix.text,
            isDemonstration: terms.isDemonstration)
    }

    /// The life of the device that enrols. A machine that lost its tablet's folder enrols again with the device that it holds: in
    /// the life that is licensed, or in the one after it.
    private func device(
        _ publicKey: PublicKeyBytes, invitedBy invitation: Invitation, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> PSDKeyID {
        let (terms, invited) = (invitation.terms, invitation.psdKey)
        let enrolments = PSDEnrolmentBook(transaction: transaction)
        guard let newest = try enrolments.newest(of: terms.machine, customer: terms.customer),
            newest.serial == invited.serial
        else { return invited }
        let books = SQLFundsBooks(transaction)
        guard let device = try books.device(newest), device.publicKey != publicKey, device.standing == .withdrawn,
            newest.life < .max
        else { return newest }
        return PSDKeyID(serial: newest.serial, life: newest.life + 1)
    }

    private func nonce(_ opening: EnrolmentOpening) -> Nonce {
        let number = withUnsafeBytes(of: opening.invitation.bigEndian) { Array($0) }
        let code = HMAC<SHA256>.authenticationCode(for: number + opening.machineNonce.bytes, using: nonceKey)
        return Nonce(unchecked: Array(code.prefix(Nonce.length)))
    }
}
