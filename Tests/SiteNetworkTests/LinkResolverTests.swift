import DutyModel
import NIOCore
import Synchronization
import Testing

@testable import SiteNetwork

@Suite(.timeLimit(.minutes(1))) struct LinkResolverTests {
    /// The type that a question asks for.
    private static func type(_ question: [UInt8]) -> DNSType? {
        try? DNSDecoder.message(question).questions.first?.type
    }

    private static func id(_ question: [UInt8]) -> UInt16 { (UInt16(question[0]) << 8) | UInt16(question[1]) }

    /// Sound answers: an IPv4 address, no IPv6.
    private static let sound: TestNameServer.Answers = { question in
        type(question) == .a
            ? [DNSBytes.answer(id: id(question))]
            : [DNSBytes.negative(id: id(question), flags: 0x8180, type: .aaaa)]
    }

    private static var quick: NetworkLimits {
        var limits = NetworkLimits()
        limits.dnsTryMilliseconds = 60
        limits.resolveMilliseconds = 2_000
        return limits
    }

    private func resolver(_ servers: [TestNameServer], limits: NetworkLimits = quick) -> LinkResolver {
        let addresses = servers.map(\.address)
        return LinkResolver(servers: { addresses }, limits: limits, group: loops)
    }

    private func failure(_ resolver: LinkResolver, _ name: String = "service.example") async -> FailureCode? {
        do throws(DutyFailure) {
            _ = try await resolver.addresses(of: name, port: 443)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func bothFamiliesAreAskedForAndIPv6ComesFirst() async throws {
        let six: [UInt8] = [0x20, 1, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]
        let server = try await TestNameServer(udp: { question in
            let isA = Self.type(question) == .a
            return [
                DNSBytes.answer(
                    id: Self.id(question), type: isA ? .a : .aaaa, addresses: isA ? [[192, 0, 2, 1]] : [six])
            ]
        })
        let resolver = resolver([server], limits: NetworkLimits())
        let found = try await resolver.addresses(of: "Service.Example", port: 443)
        #expect(found.map(\.ipAddress) == ["2001:db8::1", "192.0.2.1"])
        #expect(found.allSatisfy { $0.port == 443 })
        // What is known is not asked for again, until the link is another.
        _ = try await resolver.addresses(of: "service.example", port: 80)
        #expect(server.questions.udp == 2)
        await resolver.linkChanged()
        _ = try await resolver.addresses(of: "service.example", port: 80)
        #expect(server.questions.udp == 4)
        try await server.close()
    }

    @Test func otherServersAreAskedAnew() async throws {
        let first = try await TestNameServer(udp: Self.sound)
        let second = try await TestNameServer(udp: Self.sound)
        let servers = Mutex([first.address])
        let resolver = LinkResolver(servers: { servers.withLock { $0 } }, group: loops)
        _ = try await resolver.addresses(of: "service.example", port: 443)
        servers.withLock { $0 = [second.address] }
        _ = try await resolver.addresses(of: "service.example", port: 443)
        #expect(first.questions.udp == 2 && second.questions.udp == 2)
        try await first.close()
        try await second.close()
    }

    @Test func aSilentOrAbsentServerIsPassedBy() async throws {
        let silent = try await TestNameServer(udp: { _ in [] })
        let absent = try await TestNameServer(udp: { _ in [] })
        try await absent.close()
        let good = try await TestNameServer(udp: Self.sound)
        #expect(try await resolver([silent, good]).addresses(of: "service.example", port: 1).count == 1)
        // That nobody listens is known at once, so the time of a try is not waited for.
        var limits = Self.quick
        limits.dnsTryMilliseconds = 30_000
        limits.resolveMilliseconds = 60_000
        let quick = resolver([absent, good], limits: limits)
        #expect(try await quick.addresses(of: "service.example", port: 1).count == 1)
        try await silent.close()
        try await good.close()
    }

    /// A server's way, and the code it is given.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let answers: TestNameServer.Answers
        let code: FailureCode
        /// Whether the end of the time is what is waited for; such a case gets a short one.
        var waits = false
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "silence", answers: { _ in [] }, code: .dnsTimeout, waits: true),
        Case(name: "wrong id", answers: { [DNSBytes.answer(id: id($0) &+ 1)] }, code: .dnsMalformed, waits: true),
        Case(
            name: "wrong question", answers: { [DNSBytes.answer(id: id($0), to: "other.example")] },
            code: .dnsMalformed, waits: true),
        Case(name: "garbage", answers: { [Array($0.prefix(2)) + [0xff, 0xff, 0xff]] }, code: .dnsMalformed),
        Case(
            name: "names in a loop",
            answers: { question in
                var bytes = DNSBytes(id: id(question), counts: [1, 1, 0, 0])
                bytes.question("service.example", type(question) ?? .a)
                bytes.pointer(to: bytes.place)
                return [bytes.bytes]
            }, code: .dnsMalformed),
        Case(
            name: "64 KB in one datagram",
            answers: { [Array($0.prefix(2)) + [UInt8](repeating: 0xc0, count: 65_000)] }, code: .dnsMalformed),
        Case(
            name: "no such name", answers: { [DNSBytes.negative(id: id($0), flags: 0x8183, type: type($0) ?? .a)] },
            code: .dnsNameUnknown),
        Case(
            name: "no address", answers: { [DNSBytes.negative(id: id($0), flags: 0x8180, type: type($0) ?? .a)] },
            code: .dnsNoAddress),
        Case(
            name: "refused", answers: { [DNSBytes(id: id($0), flags: 0x8185, counts: [0, 0, 0, 0]).bytes] },
            code: .dnsRefused),
        Case(
            name: "server failure", answers: { [DNSBytes(id: id($0), flags: 0x8182, counts: [0, 0, 0, 0]).bytes] },
            code: .dnsFailed),
        Case(
            name: "truncated, and nobody listens on TCP",
            answers: { [DNSBytes.answer(id: id($0), flags: 0x8380, type: type($0) ?? .a, addresses: [])] },
            code: .dnsFailed),
    ]

    @Test(arguments: cases) func aBadAnswerIsBoundedAndNamed(_ bad: Case) async throws {
        let server = try await TestNameServer(udp: bad.answers)
        let limits = bad.waits ? Self.quick : NetworkLimits()
        #expect(await failure(resolver([server], limits: limits)) == bad.code)
        try await server.close()
    }

    @Test func aForgedAnswerDoesNotKeepTheRightOneAway() async throws {
        let server = try await TestNameServer(udp: { question in
            [DNSBytes.answer(id: Self.id(question) ^ 0x5555, addresses: [[6, 6, 6, 6]])] + Self.sound(question)
        })
        let resolver = resolver([server], limits: NetworkLimits())
        let found = try await resolver.addresses(of: "service.example", port: 1)
        #expect(found.map(\.ipAddress) == ["192.0.2.1"])
        try await server.close()
    }

    @Test func whatIsTruncatedComesOverTCP() async throws {
        let server = try await TestNameServer(
            udp: { question in
                [
                    DNSBytes.answer(
                        id: Self.id(question), flags: 0x8380, type: Self.type(question) ?? .a, addresses: [])
                ]
            }, tcp: Self.sound)
        let patient = resolver([server], limits: NetworkLimits())
        #expect(try await patient.addresses(of: "service.example", port: 1).count == 1)
        #expect(server.questions.udp == 2 && server.questions.tcp == 2)
        try await server.close()
    }

    @Test func anEndlessStreamOfForeignAnswersIsBounded() async throws {
        let server = try await TestNameServer(
            udp: { _ in [] },
            tcp: { question in
                [[UInt8]](repeating: [UInt8](repeating: 0xee, count: 65_535), count: 20)
            })
        var limits = NetworkLimits()
        limits.dnsTryMilliseconds = 400
        let client = DNSClient(limits: limits, group: loops)
        let question = DNSQuestion(name: try DNSName("service.example"), type: .a)
        await #expect(throws: DutyFailure(.dnsMalformed, "")) {
            try await client.ask(question, server.address, over: .tcp)
        }
        try await server.close()
    }

    @Test func theClientGivesBackWhatOneServerSays() async throws {
        let server = try await TestNameServer(udp: { [DNSBytes.negative(id: Self.id($0), flags: 0x8183)] })
        let client = DNSClient(group: loops)
        let answer = try await client.ask(
            DNSQuestion(name: try DNSName("service.example"), type: .a), server.address, over: .udp)
        #expect(answer.message.code == .nameUnknown)
        #expect(answer.server == server.address && answer.transport == .udp && answer.duration > .zero)
        try await server.close()
    }

    @Test func aNameThatIsNoneIsNotAskedFor() async throws {
        let server = try await TestNameServer(udp: Self.sound)
        #expect(await failure(resolver([server]), "a..b") == .valueMalformed)
        #expect(await failure(resolver([])) == .dnsFailed)
        #expect(try await resolver([server]).addresses(of: "funds.localhost", port: 7).count == 2)
        #expect(server.questions.udp == 0)
        try await server.close()
    }

    @Test func answersAreKeptAsLongAsTheirZoneSaysAndNoMoreThanSoMany() throws {
        var limits = NetworkLimits()
        limits.dnsKeepAnswers = 2
        var memory = AnswerMemory(limits: limits)
        func question(_ name: String) throws -> DNSQuestion { DNSQuestion(name: try DNSName(name), type: .a) }
        let found = DNSReading.addresses([[1, 2, 3, 4]], seconds: 30)
        memory.keep(found, of: try question("a"), at: .zero)
        memory.keep(.nameUnknown(seconds: 3_600), of: try question("b"), at: .zero)
        #expect(memory.reading(of: try question("A."), at: .seconds(29)) == found)
        #expect(memory.reading(of: try question("a"), at: .seconds(30)) == nil)
        #expect(memory.reading(of: try question("b"), at: .seconds(9)) != nil)
        #expect(memory.reading(of: try question("b"), at: .seconds(10)) == nil)
        memory.keep(.addresses([[1, 2, 3, 4]], seconds: 0), of: try question("c"), at: .zero)
        #expect(memory.count == 2)
        memory.keep(.addresses([[1, 2, 3, 4]], seconds: .max), of: try question("d"), at: .zero)
        #expect(memory.count == 2)
        #expect(memory.reading(of: try question("b"), at: .zero) == nil)
        #expect(memory.reading(of: try question("d"), at: .seconds(301)) == nil)
    }
}
