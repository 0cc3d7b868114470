import Base
import DutyModel
import Exchanges
import Signing
import Testing

/// The machine's side of an enrolment on site: nothing that came is believed before the back end's MAC is right.
@Suite struct EnrolmentTalkTests {
    private typealias Phase = EnrolmentTalk.Phase
    private let code = EnrolmentCode(random: SystemRandomSource())
    private let random = SystemRandomSource()

    private func talk(_ code: EnrolmentCode? = nil) -> EnrolmentTalk {
        EnrolmentTalk(
            code: code ?? self.code, devicePublicKey: random.value(), machinePublicKey: Array(repeating: 4, count: 65),
            nonce: random.value())
    }

    private func offer(generation: UInt64 = 1, keys: [UInt8] = [1, 2, 3]) -> EnrolmentOffer {
        EnrolmentOffer(
            serviceNonce: random.value(), authority: Array(repeating: 0x30, count: 300), rootGeneration: generation,
            rootKeys: keys.map { PublicKeyBytes(unchecked: Array(repeating: $0, count: 32)) })
    }

    private func grant(machine: String = "M-1") throws -> EnrolmentGrant {
        EnrolmentGrant(
            machine: try MachineSerial(machine), psdKey: try PSDKeyID("P00000042-1"),
            certificate: MachineCertificate(certificate: [1, 2, 3], expiresAt: Timestamp(1_800_000_000)),
            distributorKey: random.value(), publisherKey: random.value(), stampPrefix: "HTTPS://A/V/",
            isDemonstration: false)
    }

    /// What a back end with this code answers to a request after this offer.
    private func answer(
        _ request: EnrolmentRequest, after offer: EnrolmentOffer, by code: EnrolmentCode? = nil,
        as party: EnrolmentSecret.Party = .service
    ) throws -> EnrolmentAnswer {
        let grant = try grant()
        let form = EnrolmentTranscript(offer, request).answerForm(grant)
        return EnrolmentAnswer(grant: grant, mac: EnrolmentSecret(code ?? self.code).mac(by: party, over: form))
    }

    /// A talk in a phase, with the offer and the request of it.
    private func reached(_ phase: Phase) throws -> (
        talk: EnrolmentTalk, offer: EnrolmentOffer, request: EnrolmentRequest
    ) {
        var talk = talk()
        let offer = offer()
        let request = try {
            var copy = talk
            return try copy.take(offer)
        }()
        switch phase {
        case .opened: break
        case .asked: _ = try talk.take(offer)
        case .proven:
            _ = try talk.take(offer)
            _ = try talk.take(try answer(request, after: offer))
        case .failed: #expect(throws: DutyFailure.self) { try talk.take(try answer(request, after: offer)) }
        }
        #expect(talk.phase == phase)
        return (talk, offer, request)
    }

    private enum Event: CaseIterable { case offer, offerWithoutRoot, answer, wrongAnswer, reflectedAnswer }

    /// Phase and event to the next phase and the code that is thrown; every cell.
    private static let table: [(Phase, [(next: Phase, code: FailureCode?)])] = [
        (
            .opened,
            [
                (.asked, nil), (.failed, .backEndUnproven), (.failed, .messageUnexpected),
                (.failed, .messageUnexpected), (.failed, .messageUnexpected),
            ]
        ),
        (
            .asked,
            [
                (.failed, .messageUnexpected), (.failed, .messageUnexpected), (.proven, nil),
                (.failed, .backEndUnproven), (.failed, .backEndUnproven),
            ]
        ),
        (.proven, Array(repeating: (.failed, .messageUnexpected), count: 5)),
        (.failed, Array(repeating: (.failed, .messageUnexpected), count: 5)),
    ]

    @Test func `the table of transitions`() throws {
        #expect(Self.table.map(\.0) == Phase.allCases)
        for (phase, row) in Self.table {
            #expect(row.count == Event.allCases.count)
            for (event, wanted) in zip(Event.allCases, row) {
                let (beginning, offer, request) = try reached(phase)
                var talk = beginning
                var thrown: FailureCode?
                do {
                    switch event {
                    case .offer: _ = try talk.take(offer)
                    case .offerWithoutRoot: _ = try talk.take(self.offer(keys: [1, 1, 2]))
                    case .answer: _ = try talk.take(try answer(request, after: offer))
                    case .wrongAnswer:
                        let other = EnrolmentCode(random: random)
                        _ = try talk.take(try answer(request, after: offer, by: other))
                    case .reflectedAnswer:
                        _ = try talk.take(EnrolmentAnswer(grant: try grant(), mac: request.mac))
                    }
                } catch {
                    thrown = (error as? DutyFailure)?.code
                }
                #expect(talk.phase == wanted.next && thrown == wanted.code, "\(phase), \(event)")
            }
        }
    }

    @Test func `an offer needs a root of three keys in their order, of a generation above zero`() throws {
        for offer in [offer(generation: 0), offer(keys: [1, 2]), offer(keys: []), offer(keys: [2, 1, 3])] {
            var talk = talk()
            #expect(throws: DutyFailure(.backEndUnproven, "")) { try talk.take(offer) }
        }
    }

    @Test func `the messages hold nothing of the code but the invitation's number`() throws {
        var talk = talk()
        let request = try talk.take(offer())
        let fromCode = [talk.opening.invitation, request.invitation]
        #expect(fromCode == [code.invitation, code.invitation])
        // Another offer, another MAC: what a relay learns of one talk is worth nothing in the next.
        var again = self.talk()
        #expect(try again.take(offer()).mac != request.mac)
    }

    @Test func `who stands in between can change nothing of what either end says`() throws {
        let (talk, offer, request) = try reached(.asked)
        let good = try answer(request, after: offer)
        let grant = good.grant
        func changed(
            machine: MachineSerial? = nil, psdKey: PSDKeyID? = nil, certificate: MachineCertificate? = nil,
            distributorKey: PublicKeyBytes? = nil, publisherKey: PublicKeyBytes? = nil, stampPrefix: String? = nil,
            isDemonstration: Bool? = nil
        ) -> EnrolmentAnswer {
            EnrolmentAnswer(
                grant: EnrolmentGrant(
                    machine: machine ?? grant.machine, psdKey: psdKey ?? grant.psdKey,
                    certificate: certificate ?? grant.certificate,
                    distributorKey: distributorKey ?? grant.distributorKey,
                    publisherKey: publisherKey ?? grant.publisherKey, stampPrefix: stampPrefix ?? grant.stampPrefix,
                    isDemonstration: isDemonstration ?? grant.isDemonstration), mac: good.mac)
        }
        let later = MachineCertificate(
            certificate: grant.certificate.certificate, expiresAt: grant.certificate.expiresAt.advanced(bySeconds: 1))
        let changes = [
            changed(machine: try MachineSerial("M-2")), changed(psdKey: try PSDKeyID("P00000043-1")),
            changed(certificate: later),
            changed(certificate: MachineCertificate(certificate: [1, 2], expiresAt: grant.certificate.expiresAt)),
            changed(distributorKey: random.value()), changed(publisherKey: random.value()),
            changed(stampPrefix: "HTTPS://B/V/"), changed(isDemonstration: true),
        ]
        for change in changes {
            var talk = talk
            #expect(throws: DutyFailure(.backEndUnproven, "")) { try talk.take(change) }
        }
        // An answer to another talk, or one that was made after another offer, is no answer to this one.
        let (begun, otherOffer, otherRequest) = try reached(.asked)
        var other = begun
        #expect(throws: DutyFailure(.backEndUnproven, "")) { try other.take(good) }
        var third = talk
        #expect(throws: DutyFailure(.backEndUnproven, "")) {
            try third.take(try answer(otherRequest, after: otherOffer))
        }
        var fourth = talk
        let proven = try fourth.take(good)
        #expect(proven.grant == grant && proven.authority == offer.authority && proven.root.keys == offer.rootKeys)
    }
}
