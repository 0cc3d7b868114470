import BackEnd
import Crypto
import DutyModel
import Exchanges
import Signing

/// A machine that enrols on site, on paper: its own keys, and whatever code was typed.
struct EnrollingMachine: Sendable {
    var code: EnrolmentCode
    var device = Ed25519Signer()
    let key = P256.Signing.PrivateKey()
    var nonce: Nonce = SystemRandomSource().value()

    var opening: EnrolmentOpening { EnrolmentOpening(invitation: code.invitation, machineNonce: nonce) }

    /// The request after this offer; authenticated as it was seen, which may be another than was made.
    func request(after offer: EnrolmentOffer, seeing seen: EnrolmentOffer? = nil) -> EnrolmentRequest {
        EnrolmentRequest(
            invitation: code.invitation, machineNonce: nonce, serviceNonce: offer.serviceNonce,
            devicePublicKey: device.publicKey, machinePublicKey: Array(key.publicKey.x963Representation), mac: .zero
        ).authenticated(by: EnrolmentSecret(code), after: seen ?? offer)
    }

    /// Both steps at a back end; the answer's MAC is right.
    func enrol(at site: SiteEnrolment) async throws -> EnrolmentGrant {
        let offer = try site.offer(opening)
        let request = request(after: offer)
        let answer = try await site.enrol(request)
        let form = EnrolmentTranscript(offer, request).answerForm(answer.grant)
        guard EnrolmentSecret(code).isValid(answer.mac, by: .service, over: form) else {
            throw DutyFailure(.backEndUnproven, "The answer's MAC is wrong.")
        }
        return answer.grant
    }
}

extension TestSite {
    /// Terms for a machine of the site's customer.
    func terms(_ machine: String = "M-2", psdSerial: UInt32? = nil) throws -> InvitationTerms {
        InvitationTerms(
            machine: try MachineSerial(machine), customer: customer, licence: try LicenceNumber("LIC-1"),
            state: try StateCode("MH"), psdSerial: psdSerial,
            stampPrefix: try VerifyPrefix("HTTPS://VERIFY.EXAMPLE/V/"),
            isDemonstration: true)
    }

    /// A machine that was told the code of a new invitation, as the operator's command gives it.
    func invited(_ terms: InvitationTerms) async throws -> EnrollingMachine {
        guard case .invited(let code, _, _) = try await backEnd.operators.answer(.invite(terms)) else {
            throw DutyFailure(.internalError, "Another reply.")
        }
        return EnrollingMachine(code: try EnrolmentCode(code))
    }
}
