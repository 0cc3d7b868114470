import DutyModel
import Exchanges

/// All that both ends of an enrolment must have seen alike: each makes it of its own values, and the MACs compare them.
public struct EnrolmentTranscript: Hashable, Sendable {
    private let offer: EnrolmentOffer
    private let request: EnrolmentRequest

    /// What was said: the offer as it was made or came, and the request; its MAC is not read.
    public init(_ offer: EnrolmentOffer, _ request: EnrolmentRequest) {
        self.offer = offer
        self.request = request
    }

    /// What the machine's MAC covers (`dutymark.enrolment-request.v1`).
    public var requestForm: CanonicalForm {
        var form = CanonicalForm(context: .enrolmentRequest)
        append(to: &form)
        return form
    }

    /// What the back end's MAC covers (`dutymark.enrolment-answer.v1`).
    public func answerForm(_ grant: EnrolmentGrant) -> CanonicalForm {
        var form = CanonicalForm(context: .enrolmentAnswer)
        append(to: &form)
        form.append(grant)
        return form
    }

    private func append(to form: inout CanonicalForm) {
        form.append(number: UInt64(request.invitation))
        form.append(request.machineNonce.bytes)
        form.append(request.serviceNonce.bytes)
        form.append(request.devicePublicKey.bytes)
        form.append(request.machinePublicKey)
        form.append(offer.serviceNonce.bytes)
        form.append(offer.authority)
        form.append(number: offer.rootGeneration)
        form.append(number: UInt64(offer.rootKeys.count))
        for key in offer.rootKeys { form.append(key.bytes) }
    }
}

extension EnrolmentRequest {
    /// The same request with its MAC.
    public func authenticated(by secret: EnrolmentSecret, after offer: EnrolmentOffer) -> EnrolmentRequest {
        EnrolmentRequest(
            invitation: invitation, machineNonce: machineNonce, serviceNonce: serviceNonce,
            devicePublicKey: devicePublicKey, machinePublicKey: machinePublicKey,
            mac: secret.mac(by: .machine, over: EnrolmentTranscript(offer, self).requestForm))
    }
}
