import DutyModel
import NIOCore
import Synchronization

/// Resolves names by the DNS servers of the link or of the settings, and by nothing else on this computer.
///
/// Both families are asked for at the same time. Names are always taken from the root: no search domain is tried.
public struct LinkResolver: NameResolver {
    private let servers: @Sendable () -> [SocketAddress]
    private let client: DNSClient
    private let memory: Memory

    /// A resolver.
    ///
    /// - Parameter servers: the addresses and ports of the DNS servers, asked at each question; where they are others
    ///   than before, nothing that the earlier ones said counts any more.
    public init(
        servers: @escaping @Sendable () -> [SocketAddress], limits: NetworkLimits = .init(), group: any EventLoopGroup
    ) {
        self.servers = servers
        client = DNSClient(limits: limits, group: group)
        memory = Memory(limits: limits)
    }

    /// As `NameResolver` says.
    public func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] {
        var found: [SocketAddress] = []
        for await step in steps(of: host, port: port) {
            switch step {
            case .found(let more): found += more
            case .ended(let failure?) where found.isEmpty: throw failure
            case .ended: break
            }
        }
        // IPv6 first (RFC 6724, section 2.1); within a family the server's order.
        return found.filter { AddressFamily($0) == .ipv6 } + found.filter { AddressFamily($0) == .ipv4 }
    }

    /// As `NameResolver` says.
    public func steps(of host: String, port: UInt16) -> AsyncStream<NameStep> {
        AsyncStream { steps in
            // It goes on when nobody waits any more, so that the next connection finds the answer; it is bounded.
            Task {
                await resolve(host, port) { steps.yield($0) }
                steps.finish()
            }
        }
    }

    /// As `NameResolver` says.
    public func linkChanged() async { memory.forget() }

    private func resolve(_ host: String, _ port: UInt16, _ tell: @escaping @Sendable (NameStep) -> Void) async {
        do {
            if let known = try KnownNames.addresses(of: host, port: port) {
                tell(.found(known))
                tell(.ended(nil))
                return
            }
            tell(.ended(await ask(try DNSName(host), port, tell)))
        } catch {
            tell(
                .ended(
                    error as? DutyFailure
                        ?? DutyFailure(.dnsFailed, "\(host) was not resolved: \(ErrorWords.of(error)).")))
        }
    }

    /// Asks for both families; the failure where neither has an address.
    private func ask(_ name: DNSName, _ port: UInt16, _ tell: @Sendable (NameStep) -> Void) async -> DutyFailure? {
        let servers = servers()
        return await withTaskGroup(of: Result<DNSReading, DutyFailure>.self) { group in
            for type in [DNSType.aaaa, .a] {
                group.addTask { await read(DNSQuestion(name: name, type: type), servers) }
            }
            var hasAddress = false
            var failure: DutyFailure?
            for await result in group {
                switch result {
                case .success(.addresses(let all, _)):
                    let addresses = all.compactMap {
                        try? SocketAddress(packedIPAddress: ByteBuffer(bytes: $0), port: Int(port))
                    }
                    hasAddress = hasAddress || !addresses.isEmpty
                    tell(.found(addresses))
                case .success(.nameUnknown):
                    // There is no such name for either family; the other answer need not be waited for.
                    group.cancelAll()
                    return hasAddress ? nil : DutyFailure(.dnsNameUnknown, "There is no name \(name) in the DNS.")
                case .success(.noAddress):
                    failure = failure ?? DutyFailure(.dnsNoAddress, "The DNS has no address for \(name).")
                case .failure(let error):
                    // What went wrong says more than that one family is missing.
                    failure = failure.map { $0.code == .dnsNoAddress ? error : $0 } ?? error
                }
            }
            return hasAddress ? nil : failure
        }
    }

    private func read(_ question: DNSQuestion, _ servers: [SocketAddress]) async -> Result<DNSReading, DutyFailure> {
        if let known = memory.reading(of: question, from: servers) { return .success(known) }
        do throws(DutyFailure) {
            let answer = try await client.resolve(question, at: servers)
            let reading = DNSReading(answer.message, to: question)
            memory.keep(reading, of: question, from: servers)
            return .success(reading)
        } catch {
            return .failure(error)
        }
    }
}

/// The answers of the present servers.
private final class Memory: Sendable {
    private let state: Mutex<(servers: [SocketAddress], answers: AnswerMemory)>
    private let begin = ContinuousClock.now

    init(limits: NetworkLimits) { state = Mutex(([], AnswerMemory(limits: limits))) }

    func reading(of question: DNSQuestion, from servers: [SocketAddress]) -> DNSReading? {
        let now = ContinuousClock.now - begin
        return state.withLock { state in
            if state.servers != servers {
                state.answers.forget()
                state.servers = servers
            }
            return state.answers.reading(of: question, at: now)
        }
    }

    func keep(_ reading: DNSReading, of question: DNSQuestion, from servers: [SocketAddress]) {
        let now = ContinuousClock.now - begin
        state.withLock { state in
            // An answer that was under way while the servers changed is not theirs.
            if state.servers == servers { state.answers.keep(reading, of: question, at: now) }
        }
    }

    func forget() { state.withLock { $0.answers.forget() } }
}
