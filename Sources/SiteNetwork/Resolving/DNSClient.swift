import DutyModel
import NIOCore

/// The answer of one server to one question.
package struct DNSAnswer: Sendable {
    /// The whole message.
    package let message: DNSMessage
    /// From the question to the answer.
    package let duration: Duration
    /// Who answered.
    package let server: SocketAddress
    /// How the answer came.
    package let transport: DNSTransport
}

/// Asks DNS servers one question.
package struct DNSClient: Sendable {
    private let group: any EventLoopGroup
    private let limits: NetworkLimits

    /// A client; `resolveMilliseconds`, `dnsTryMilliseconds` and `dnsRounds` bound each question.
    package init(limits: NetworkLimits = .init(), group: any EventLoopGroup) {
        self.group = group
        self.limits = limits
    }

    /// Asks one server in one way and gives back its first answer to this very question, whatever it says: an error, or
    /// a truncated one, too.
    ///
    /// - Throws: `dns_timeout`; `dns_malformed` where only improper or foreign answers came; `dns_failed` where the
    ///   server cannot be reached.
    package func ask(
        _ question: DNSQuestion, _ server: SocketAddress, over transport: DNSTransport, wantsSignatures: Bool = false,
        extended: Bool = true
    ) async throws(DutyFailure) -> DNSAnswer {
        let rounds = transport == .udp ? limits.dnsRounds : 1
        return try await run(
            question, [server],
            DNSPlan(
                servers: 1, transport: transport, rounds: rounds, seeksAnswer: false, wantsSignatures: wantsSignatures,
                extended: extended))
    }

    /// Asks the servers in their order until one says that the name has such records, or that it has none.
    ///
    /// - Throws: `dns_timeout`, `dns_malformed`, `dns_refused`, `dns_failed`.
    package func resolve(_ question: DNSQuestion, at servers: [SocketAddress]) async throws(DutyFailure) -> DNSAnswer {
        guard !servers.isEmpty else { throw DutyFailure(.dnsFailed, "The link names no DNS server.") }
        let few = Array(servers.prefix(limits.dnsServers))
        return try await run(question, few, DNSPlan(servers: few.count, rounds: limits.dnsRounds))
    }

    private func run(
        _ question: DNSQuestion, _ servers: [SocketAddress], _ plan: DNSPlan
    ) async throws(DutyFailure) -> DNSAnswer {
        let loop = group.next()
        let answer = loop.makePromise(of: DNSAnswer.self)
        let limits = limits
        loop.execute {
            let machine = DNSQuestionMachine(question, plan) { UInt16.random(in: .min ... .max) }
            DNSQuestionRunner(machine, servers: servers, on: loop, limits: limits, answer: answer).run()
        }
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                answer.fail(CancellationError())
            }
        } catch {
            throw (error as? DutyFailure) ?? DutyFailure(.dnsFailed, "\(question.name): the question was given up.")
        }
    }
}
