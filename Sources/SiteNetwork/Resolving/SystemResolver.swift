import DutyModel
import NIOCore
import NIOPosix

/// The computer's own resolver (`getaddrinfo`), on threads of its own.
///
/// `getaddrinfo` cannot be interrupted: a question that outlives its time is given up here while its thread ends on
/// its own, so the pool's number of threads bounds how many such questions there can be.
public struct SystemResolver: NameResolver {
    private let threads: NIOThreadPool
    private let group: any EventLoopGroup
    private let limitMilliseconds: Int64

    /// A resolver on these threads.
    public init(threads: NIOThreadPool, group: any EventLoopGroup, limits: NetworkLimits = .init()) {
        self.threads = threads
        self.group = group
        limitMilliseconds = limits.resolveMilliseconds
    }

    /// As `NameResolver` says.
    public func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] {
        do {
            if let known = try KnownNames.addresses(of: host, port: port) { return known }
            let question = threads.runIfActive(eventLoop: group.next()) {
                try AddressLookup.addresses(of: host, port: port)
            }
            let found = try await question.bounded(by: .milliseconds(limitMilliseconds)) {
                DutyFailure(.dnsTimeout, "The name \(host) was not resolved in time.")
            }.get()
            guard !found.isEmpty else { throw DutyFailure(.dnsNoAddress, "The name \(host) has no address.") }
            return found
        } catch {
            throw (error as? DutyFailure)
                ?? DutyFailure(.dnsFailed, "The name \(host) was not resolved: \(ErrorWords.of(error)).")
        }
    }
}
