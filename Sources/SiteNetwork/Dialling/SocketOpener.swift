import DutyModel
import NIOCore
import NIOPosix

/// The one place where the machine opens a socket to the outside; the allow list is asked here and nowhere else.
struct SocketOpener: Sendable {
    let allowList: any AllowList
    let group: any EventLoopGroup
    let limits: NetworkLimits

    /// Throws `host_not_in_guide` unless the guide allows the endpoint.
    ///
    /// It is asked before the name is looked up, so that not even a DNS question leaves for a foreign host.
    func permit(_ endpoint: SiteEndpoint) throws(PhaseFault) -> Permit {
        guard allowList.permits(host: endpoint.host, port: endpoint.port, transport: endpoint.transport) else {
            throw PhaseFault(.hostNotInGuide, .local, "The guide has no entry for \(endpoint).")
        }
        return Permit(endpoint: endpoint)
    }

    /// Opens a connection, trying the addresses in their order; each gets its own time.
    ///
    /// - Throws: `connect_refused`, `connect_timeout`, `connection_lost`; the last address's fault stands for all.
    func open(_ permit: Permit, at addresses: [SocketAddress]) async throws(PhaseFault) -> any Channel {
        var last = PhaseFault(.dnsFailed, .resolve, "\(permit.endpoint) has no address.")
        for address in addresses.prefix(limits.addresses) {
            do throws(PhaseFault) {
                return try await open(permit.endpoint, at: address)
            } catch {
                last = error
            }
        }
        throw last
    }

    /// The proof that the allow list was asked about an endpoint.
    struct Permit: Sendable {
        let endpoint: SiteEndpoint
        fileprivate init(endpoint: SiteEndpoint) { self.endpoint = endpoint }
    }

    private func open(_ endpoint: SiteEndpoint, at address: SocketAddress) async throws(PhaseFault) -> any Channel {
        do {
            // Nothing is read until the next phase has put its handlers in place.
            return try await ClientBootstrap(group: group)
                .channelOption(.autoRead, value: false)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connectTimeout(.milliseconds(limits.connectMilliseconds))
                .connect(to: address).get()
        } catch {
            throw Self.fault(error, endpoint)
        }
    }

    private static func fault(_ error: any Error, _ endpoint: SiteEndpoint) -> PhaseFault {
        if case ChannelError.connectTimeout = error {
            return PhaseFault(.connectTimeout, .connect, "\(endpoint) did not answer.")
        }
        switch (error as? IOError)?.errnoCode {
        case ECONNREFUSED: return PhaseFault(.connectRefused, .connect, "\(endpoint) refused the connection.")
        case ETIMEDOUT: return PhaseFault(.connectTimeout, .connect, "\(endpoint) did not answer.")
        // A firewall that rejects says one of these.
        case EHOSTUNREACH, ENETUNREACH, EACCES, EPERM:
            return PhaseFault(.connectRefused, .connect, "\(endpoint) cannot be reached: \(error).")
        default: return PhaseFault(.connectionLost, .connect, "\(endpoint) could not be connected: \(error).")
        }
    }
}
