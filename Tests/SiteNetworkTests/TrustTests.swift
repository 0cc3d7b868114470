import DutyModel
import NIOCore
import NIOPosix
import SiteNetwork
import SwiftASN1
import Testing
import X509

@Suite(.timeLimit(.minutes(1))) struct TrustTests {
    private func check(
        _ words: String, trusted: TestAuthority, certificate: (chain: String, key: String),
        by issuer: TestAuthority, host: String = "service.localhost"
    ) async throws {
        let server = try await TestServer(.write(good), tls: issuer.server(certificate))
        let failure = await failure(of: try dialler(roots: trusted), at: place(server, .tls, host: host))
        #expect(failure?.code == .tlsFailed)
        #expect(failure?.phase == .tlsHandshake)
        #expect(failure?.mayHaveArrived == false)
        #expect(failure?.failure.message.contains(words) == true, "\(failure?.failure.message ?? "no failure")")
        #expect(server.requests.isEmpty)
        try await server.close()
    }

    @Test func aGoodServerIsBelievedAndSeesTheMachinesCertificate() async throws {
        let authority = try TestAuthority()
        let mine = try authority.issue(purpose: .clientAuth)
        let server = try await TestServer(.write(good), tls: authority.server(authority.issue(), clients: authority))
        let dialler = try dialler(
            roots: authority, certificate: ClientCertificate(chainPEM: mine.chain, keyPEM: mine.key))
        let answer = try await dialler.exchange(.init(method: .get, path: "/"), with: place(server, .tls))
        #expect(answer.status == 200)
        #expect(answer.timings[.tlsHandshake] != nil)
        await dialler.close()
        try await server.close()
    }

    @Test(arguments: [7, 30])
    func manyCertificatesOfOneNameKeepNobodyBusy(_ count: Int) async throws {
        let foreign = try TestAuthority("Foreign")
        var issued = try foreign.issue()
        issued.chain = ([issued.chain] + (try foreign.twins(count))).joined(separator: "\n")
        let start = ContinuousClock.now
        try await check("comes from a foreign authority", trusted: TestAuthority(), certificate: issued, by: foreign)
        #expect(.now - start < .seconds(20))
    }

    @Test func anAddressIsComparedWithTheCertificatesAddresses() async throws {
        let authority = try TestAuthority()
        let certificate = try authority.issue(name: .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])))
        let server = try await TestServer(.write(good), tls: authority.server(certificate))
        let answer = try await dialler(roots: authority)
            .exchange(.init(method: .get, path: "/"), with: place(server, .tls, host: loopback))
        #expect(answer.status == 200)
        try await server.close()
    }

    @Test func aListWithTheLineEndsOfWindowsIsRead() throws {
        let (one, other) = (try TestAuthority("One"), try TestAuthority("Other"))
        let list = try "Two authorities\n\(one.pem)\n\(other.pem)\n".replacing("\n", with: "\r\n")
        #expect(try TrustRoots(pem: list).names == ["One", "Other"])
    }

    @Test("a list is not cut short at a certificate that begins wrongly")
    func aDamagedList() throws {
        let (one, other) = (try TestAuthority("One"), try TestAuthority("Other"))
        let damaged = try one.pem.replacing("CERTIFICATE-----\nM", with: "CERTIFICATE----- \nM")
        let failure = #expect(throws: DutyFailure.self) {
            try TrustRoots(pem: "\(other.pem)\n\(damaged)\n\(other.pem)")
        }
        #expect(failure?.code == .dataMalformed)
        #expect(failure?.message.contains("Of 3 certificates") == true)
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        let authority = try TestAuthority()
        try await check(
            "has expired", trusted: authority, certificate: authority.issue(from: -9, until: -1), by: authority)
    }

    @Test func aCertificateOfTomorrowIsRefused() async throws {
        let authority = try TestAuthority()
        try await check("is not valid yet", trusted: authority, certificate: authority.issue(from: 1), by: authority)
    }

    @Test(arguments: [-365, 365])
    func aClockAYearOffCannotRefuseACertificateThatMayBeValid(days: Int) async throws {
        let authority = try TestAuthority()
        let server = try await TestServer(.write(good), tls: authority.server(authority.issue()))
        let wrong = today.advanced(byDays: Int64(days))
        let blind = try dialler(roots: authority, now: wrong)
        #expect(await failure(of: blind, at: place(server, .tls))?.code == .tlsFailed)
        // A renewed certificate may be younger than the last signed time.
        for signed in [today, today.advanced(byDays: -8)] {
            let told = try dialler(roots: authority, now: wrong, signedTime: signed)
            let answer = try await told.exchange(.init(method: .get, path: "/"), with: place(server, .tls))
            #expect(answer.status == 200)
            await told.close()
        }
        // Once a service has signed a later time than its end, no clock brings it back.
        let later = try dialler(roots: authority, now: wrong, signedTime: today.advanced(byDays: 31))
        #expect(await failure(of: later, at: place(server, .tls))?.code == .tlsFailed)
        try await server.close()
    }

    /// Expired, of nobody, for another name, not for servers: the code proves the other end, and no clock is asked.
    @Test func aMachineThatEnrolsSpeaksToAnyoneAndOnlyByTLS() async throws {
        let authority = try TestAuthority()
        let issued = try authority.issue(
            name: .dnsName("other.localhost"), from: -9, until: -1, purpose: .clientAuth)
        let server = try await TestServer(.write(good), tls: authority.server(issued))
        let plain = try await TestServer(.write(good))
        let enrolling = try SiteDialler(
            allowList: Allowed(), resolver: SystemResolver(threads: .singleton, group: loops), tls: .beforeEnrolment,
            group: loops)
        for host in ["service.localhost", loopback] {
            let answer = try await enrolling.exchange(
                .init(method: .get, path: "/"), with: place(server, .tls, host: host))
            #expect(answer.status == 200)
            #expect(
                await failure(of: try dialler(roots: authority), at: place(server, .tls, host: host))?.code
                    == .tlsFailed)
        }
        #expect(await failure(of: enrolling, at: place(plain, .tls))?.code == .tlsFailed)
        let elsewhere = SiteEndpoint(host: "elsewhere.localhost", port: server.port, transport: .tls)
        #expect(await failure(of: enrolling, at: elsewhere)?.code == .hostNotInGuide)
        await enrolling.close()
        try await server.close()
        try await plain.close()
    }

    @Test func aForeignAuthorityIsRefusedEvenUnderTheSameName() async throws {
        let foreign = try TestAuthority()
        try await check(
            "foreign authority", trusted: TestAuthority(), certificate: foreign.issue(), by: foreign)
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        let authority = try TestAuthority()
        try await check(
            "another name", trusted: authority, certificate: authority.issue(name: .dnsName("other.localhost")),
            by: authority)
        try await check(
            "another name", trusted: authority, certificate: authority.issue(), by: authority, host: loopback)
    }

    @Test func aMachinesCertificateIsNoServers() async throws {
        let authority = try TestAuthority()
        try await check(
            "not for servers", trusted: authority, certificate: authority.issue(purpose: .clientAuth), by: authority)
    }

    @Test func aServerThatRefusesTheMachinesCertificateIsHeard() async throws {
        let authority = try TestAuthority()
        let server = try await TestServer(.write(good), tls: authority.server(authority.issue(), clients: authority))
        let without = await failure(of: try dialler(roots: authority), at: place(server, .tls))
        #expect(without?.code == .tlsFailed)
        let stranger = try TestAuthority("Stranger").issue(purpose: .clientAuth)
        let foreign = try dialler(
            roots: authority, certificate: ClientCertificate(chainPEM: stranger.chain, keyPEM: stranger.key))
        #expect(await failure(of: foreign, at: place(server, .tls))?.code == .tlsFailed)
        #expect(server.requests.isEmpty)
        try await server.close()
    }

    @Test func aServerThatNeverFinishesItsHandshakeIsGivenUp() async throws {
        let server = try await TestServer(.silence)
        var limits = NetworkLimits()
        limits.handshakeMilliseconds = 50
        let failure = await failure(of: try dialler(limits: limits), at: place(server, .tls))
        #expect(failure?.code == .tlsFailed)
        #expect(failure?.failure.message.contains("in time") == true)
        try await server.close()
    }

    @Test(arguments: [("n", nil), ("a-longer-name-", "more than is taken")] as [(String, String?)])
    func aCertificateWithTenThousandNamesIsReadOrRefusedAtOnce(start: String, words: String?) async throws {
        let authority = try TestAuthority()
        let many = (0..<10_000).map { GeneralName.dnsName("\(start)\($0)") }
        let server = try await TestServer(.write(good), tls: authority.server(authority.issue(moreNames: many)))
        let dialler = try dialler(roots: authority)
        let begun = ContinuousClock.now
        let failure = await failure(of: dialler, at: place(server, .tls))
        #expect(ContinuousClock.now - begun < .seconds(10))
        #expect(failure?.code == (words == nil ? nil : .tlsFailed))
        if let words { #expect(failure?.failure.message.contains(words) == true, "\(failure?.failure.message ?? "")") }
        await dialler.close()
        try await server.close()
    }

    @Test func aServerWithoutTLSIsNamed() async throws {
        // The first bytes of a ClientHello end no head, so this one answers to the connection itself.
        let server = try await ServerBootstrap(group: loops)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(SpeaksFirst()) }
            }
            .bind(host: loopback, port: 0).get()
        let port = UInt16(try #require(server.localAddress?.port))
        let failure = await failure(
            of: try dialler(), at: SiteEndpoint(host: "service.localhost", port: port, transport: .tls))
        #expect(failure?.code == .tlsFailed)
        #expect(failure?.failure.message.contains("does not speak TLS") == true)
        try await server.close().get()
    }
}

private final class SpeaksFirst: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 400 Bad\r\n\r\n")), promise: nil)
    }
}
