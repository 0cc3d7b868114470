import Doctor
import DutyModel
import NIOCore
import SiteNetwork

/// Asks name servers one question at a time and writes down what came of it.
struct NameProbe: Sendable {
    let limits: ProbeLimits
    let group: any EventLoopGroup
    let gate: Gate

    private var client: DNSClient {
        var network = NetworkLimits()
        let milliseconds = min(limits.nameMilliseconds, limits.stepMilliseconds)
        network.resolveMilliseconds = milliseconds
        network.dnsTryMilliseconds = milliseconds
        network.dnsRounds = 1
        return DNSClient(limits: network, group: group)
    }

    /// A server with what it is for us.
    struct Server: Sendable {
        let resolver: NameObservation.Resolver
        let address: SocketAddress
    }

    /// Asks twice, the second time beside a silent first; what is no proper answer is tried again as well.
    func ask(
        _ name: String, _ server: Server, kind: NameObservation.Kind = .host, type: DNSType = .a,
        over transport: NameObservation.Transport = .udp
    ) async -> [NameObservation] {
        await TryTwice.run(
            secondAfter: limits.secondTryMilliseconds, isGood: { $0.result.isAnswer && $0.result != .malformed }
        ) { attempt in
            await gate.pass { await once(name, server, kind, type, transport, attempt) }
        }
    }

    /// Asks for a host over TCP once more, with little or nothing beside it.
    func askAgain(_ name: String, _ server: Server) async -> NameObservation {
        await once(name, server, .host, .a, .tcp, 3)
    }

    private func once(
        _ name: String, _ server: Server, _ kind: NameObservation.Kind, _ type: DNSType,
        _ transport: NameObservation.Transport, _ attempt: Int
    ) async -> NameObservation {
        var result = NameObservation(
            name.lowercased(), kind: kind, resolver: server.resolver, server: server.address.ipAddress ?? "",
            transport: transport, result: .failed, attempt: attempt)
        let start = ContinuousClock.now
        do throws(DutyFailure) {
            let question = DNSQuestion(name: try DNSName(name), type: type)
            let answer = try await asked(question, server, transport == .udp ? .udp : .tcp)
            result.addresses = answer.message.answers.compactMap(Self.address)
            result.extendedErrors = answer.message.extendedErrors.prefix(8).map(\.code)
            result.answerBytes = answer.message.length
            result.isTruncated = answer.message.isTruncated
            let found = type == .a || type == .aaaa ? !result.addresses.isEmpty : !answer.message.answers.isEmpty
            result.result = Self.result(answer.message, found: found)
        } catch {
            result.result = Self.result(error.code)
        }
        result.milliseconds = (ContinuousClock.now - start).wholeMilliseconds
        return result
    }

    /// As the machine asks: once more without EDNS where a server does not know it (RFC 6891, section 7).
    private func asked(
        _ question: DNSQuestion, _ server: Server, _ transport: DNSTransport
    ) async throws(DutyFailure) -> DNSAnswer {
        let first = try await client.ask(
            question, server.address, over: transport, wantsSignatures: question.type == .key)
        guard [.formatError, .notImplemented].contains(first.message.code) else { return first }
        return try await client.ask(question, server.address, over: transport, extended: false)
    }

    private static func result(_ message: DNSMessage, found: Bool) -> NameObservation.Result {
        switch message.code {
        case .noError: found ? .answered : .noAddress
        case .nameUnknown: .unknownName
        case .refused: .refused
        default: .failed
        }
    }

    private static func result(_ code: FailureCode) -> NameObservation.Result {
        switch code {
        case .dnsTimeout: .timeout
        case .dnsMalformed: .malformed
        case .dnsFailed: .unreachable
        default: .failed
        }
    }

    private static func address(_ record: DNSRecord) -> String? {
        guard case .address(let bytes) = record.value else { return nil }
        return (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0))?.ipAddress
    }
}
