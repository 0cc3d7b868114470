import DutyModel
import Exchanges
import Signing

/// The machine's side of an enrolment on site, as a state machine: values in, values out; no network, disk or clock.
///
/// It lives in the base, where the code is typed: whoever carries its messages sees no more of the code than a MAC.
/// Nothing that came from the back end leaves it before the back end's MAC is right.
public struct EnrolmentTalk: Sendable {
    /// How far it has come.
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        /// The opening may be sent; an offer is awaited.
        case opened
        /// The request may be sent; its answer is awaited.
        case asked
        /// The back end is proven.
        case proven
        /// Something that doesn't fit came; nothing comes of this talk any more.
        case failed
    }

    /// How far it has come.
    public private(set) var phase = Phase.opened
    private let code: EnrolmentCode
    private let devicePublicKey: PublicKeyBytes
    private let machinePublicKey: [UInt8]
    private let nonce: Nonce
    private var heard: (offer: EnrolmentOffer, root: ServiceRoot, request: EnrolmentRequest)?

    /// Begins with the code that was typed and the public keys of the device and the machine, the latter a point of P-256
    /// without compression.
    public init(code: EnrolmentCode, devicePublicKey: PublicKeyBytes, machinePublicKey: [UInt8], nonce: Nonce) {
        self.code = code
        self.devicePublicKey = devicePublicKey
        self.machinePublicKey = machinePublicKey
        self.nonce = nonce
    }

    /// What is sent first; nobody is any the wiser by it.
    public var opening: EnrolmentOpening { EnrolmentOpening(invitation: code.invitation, machineNonce: nonce) }

    /// Takes the back end's offer, unproven as it is, and gives the request that shows what was offered.
    ///
    /// Throws `message_unexpected` in another phase, `back_end_unproven` for an offer without a service root.
    public mutating func take(_ offer: EnrolmentOffer) throws(DutyFailure) -> EnrolmentRequest {
        guard phase == .opened else { throw unexpected() }
        guard let root = try? ServiceRoot(generation: offer.rootGeneration, keys: offer.rootKeys),
            root.keys == offer.rootKeys
        else {
            phase = .failed
            throw DutyFailure(.backEndUnproven, "What answered offers no service root.")
        }
        let request = EnrolmentRequest(
            invitation: code.invitation, machineNonce: nonce, serviceNonce: offer.serviceNonce,
            devicePublicKey: devicePublicKey, machinePublicKey: machinePublicKey, mac: .zero
        ).authenticated(by: EnrolmentSecret(code), after: offer)
        heard = (offer, root, request)
        phase = .asked
        return request
    }

    /// Takes the answer and gives what it says, proven.
    ///
    /// Throws `message_unexpected` in another phase, `back_end_unproven` where the MAC is wrong.
    public mutating func take(_ answer: EnrolmentAnswer) throws(DutyFailure) -> ProvenEnrolment {
        guard phase == .asked, let heard else { throw unexpected() }
        let form = EnrolmentTranscript(heard.offer, heard.request).answerForm(answer.grant)
        guard EnrolmentSecret(code).isValid(answer.mac, by: .service, over: form) else {
            phase = .failed
            throw DutyFailure(
                .backEndUnproven, "What answered doesn't know the code, or something on the way changed the answer.")
        }
        phase = .proven
        return ProvenEnrolment(
            grant: answer.grant, authority: heard.offer.authority, root: heard.root,
            devicePublicKey: devicePublicKey, machinePublicKey: machinePublicKey)
    }

    private mutating func unexpected() -> DutyFailure {
        phase = .failed
        return DutyFailure(.messageUnexpected, "A message of the enrolment came out of turn.")
    }
}

/// What a machine may believe once the back end's MAC was right; only an `EnrolmentTalk` makes one.
public struct ProvenEnrolment: Hashable, Sendable {
    /// What the machine was told.
    public let grant: EnrolmentGrant
    /// The certificate of the back end's authority, in DER.
    public let authority: [UInt8]
    /// The root that devices in this base are to obey.
    public let root: ServiceRoot
    /// The device's public key, as it was enrolled.
    public let devicePublicKey: PublicKeyBytes
    /// The machine's public key that the certificate is for.
    public let machinePublicKey: [UInt8]
}
