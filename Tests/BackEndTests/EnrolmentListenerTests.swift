import BackEnd
import BackEndHTTP
import DutyModel
import Exchanges
import Foundation
import Messages
import Signing
import Testing

/// Enrolment on site over the distributor's real listener: the one place where no certificate is asked for.
@Suite struct EnrolmentListenerTests {
    private func message(_ body: MessageBody) -> [UInt8] {
        MessageCodec().encode(
            MessageEnvelope(
                id: OperationID(unchecked: Array(repeating: 7, count: 16)), machine: EnrolmentPlace.unknownMachine,
                body: body))
    }

    private func refusal(_ answer: TLSClient.Answer) throws -> FailureCode? {
        guard case .refusal(let refusal) = try MessageCodec().decode(answer.body).body else { return nil }
        return refusal.code
    }

    private func stranger(_ site: TestSite, _ ports: BoundPorts, _ service: ServiceName = .distributor) throws
        -> TLSClient
    {
        var client = try site.client
        client.credential = nil
        client.port = try #require(ports.services[service])
        return client
    }

    @Test func `a machine without a certificate enrols, and speaks to the distributor with the one it got`()
        async throws
    {
        let site = try await TestSite(demonstration: true)
        defer { site.remove() }
        let machine = try await site.invited(try site.terms())
        try await site.serving { ports in
            var client = try stranger(site, ports)
            func ask(_ body: MessageBody) async throws -> MessageBody {
                try MessageCodec().decode(try await client.exchange(message(body), path: EnrolmentPlace.path).body).body
            }
            guard case .enrolmentOffer(let offer) = try await ask(.enrolmentOpening(machine.opening)) else {
                Issue.record("no offer came")
                return
            }
            let request = machine.request(after: offer)
            guard case .enrolmentAnswer(let answer) = try await ask(.enrolmentRequest(request)) else {
                Issue.record("no answer came")
                return
            }
            let form = EnrolmentTranscript(offer, request).answerForm(answer.grant)
            #expect(EnrolmentSecret(machine.code).isValid(answer.mac, by: .service, over: form))
            let base64 = Data(answer.grant.certificate.certificate).base64EncodedString()
            let pem = "-----BEGIN CERTIFICATE-----\n\(base64)\n-----END CERTIFICATE-----\n"
            client.credential = (pem, machine.key.pemRepresentation)
            var device = PaperDevice(serial: answer.grant.psdKey.serial.number, signer: machine.device)
            let wish = MessageEnvelope(
                id: OperationID(unchecked: Array(repeating: 8, count: 16)), machine: answer.grant.machine,
                body: .question(.configuration(try device.configuration())))
            func mark(_ reads: String...) async throws -> Bool? {
                let licensed = try await client.exchange(
                    MessageCodec().encode(wish), path: "/distributor", fields: reads.map { (NewerForm.field, $0) })
                #expect(NewerForm.named(in: licensed.headers[NewerForm.field].first) == NewerForm.readByBackEnds)
                guard case .reply(.configuration(let given)) = try MessageCodec().decode(licensed.body).body else {
                    Issue.record("no licence came")
                    return nil
                }
                return given.authorisation.demonstration
            }
            // A machine of before names no newer form, one of a later version more than are known here.
            #expect(try await mark() == nil)
            #expect(try await mark("grant.v9, authorisation.v2") == true)
            #expect(try await mark("authorisation.v22", "x") == nil)
        }
    }

    @Test func `a stranger gets nothing else, and no other message is answered there`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let opening = EnrolmentOpening(invitation: 1, machineNonce: SystemRandomSource().value())
        try await site.serving { ports in
            let client = try stranger(site, ports)
            for path in ["/distributor", ServiceKeyPlace.path, KeyListPlace.path] {
                let answer = try await client.exchange(message(.enrolmentOpening(opening)), path: path)
                #expect(try refusal(answer) == .certificateMissing, "\(path)")
            }
            let path = EnrolmentPlace.path
            let directory = try await client.exchange(
                message(.directoryRequest(DirectoryRequest(psdKey: site.device.psdKey))), path: path)
            #expect(try refusal(directory) == .messageUnexpected)
            #expect(try refusal(try await client.exchange([], method: .GET, path: path)) == .pathUnknown)
            #expect(try refusal(try await client.exchange([1, 2, 3], path: path)) == .xmlMalformed)
            let json = try await client.exchange(
                message(.reply(.acknowledgement)), path: path, contentType: "application/json")
            #expect(try refusal(json) == .xmlMalformed)
            let large = Array(repeating: UInt8(ascii: " "), count: EnrolmentPlace.mostBytes + 1)
            let refused = try await client.exchange(large, path: path)
            #expect(try refusal(refused) == .xmlTooLarge && refused.status == 413)
            let unknown = EnrollingMachine(code: EnrolmentCode(random: SystemRandomSource()))
            let offer = try site.backEnd.siteEnrolment.offer(unknown.opening)
            let guess = try await client.exchange(
                message(.enrolmentRequest(unknown.request(after: offer))), path: path)
            #expect(try refusal(guess) == .enrolmentCodeWrong && guess.status == 403)
            // The other listeners know nothing of it.
            for service in [ServiceName.funds, .transactions] {
                let other = try stranger(site, ports, service)
                let answer = try await other.exchange(message(.enrolmentOpening(opening)), path: path)
                #expect(try refusal(answer) == .certificateMissing, "\(service)")
            }
        }
    }

    @Test func `more than so many at a time hear that, and machines are answered meanwhile`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var limits = ListenerLimits()
        limits.enrolmentsMaximum = 0
        try await site.serving(limits: limits) { ports in
            let client = try stranger(site, ports)
            let opening = EnrolmentOpening(invitation: 1, machineNonce: SystemRandomSource().value())
            let answer = try await client.exchange(message(.enrolmentOpening(opening)), path: EnrolmentPlace.path)
            #expect(try refusal(answer) == .tooManyRequests && answer.status == 429)
            var machine = try site.client
            machine.port = client.port
            #expect(try await machine.exchange(site.directoryQuestion, path: "/distributor").status == 200)
        }
    }
}
