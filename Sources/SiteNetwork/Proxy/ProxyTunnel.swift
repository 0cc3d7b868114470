import DutyModel
import NIOCore

/// Makes a tunnel through a proxy on a connection to it.
struct ProxyTunnel: Sendable {
    let proxy: ProxyServer
    let limits: NetworkLimits

    /// Asks for the tunnel; on failure the connection is closed.
    ///
    /// - Parameter another: opens one more connection to the proxy, to find out what it is.
    func open(
        to target: SiteEndpoint, on channel: any Channel,
        another: () async throws(PhaseFault) -> any Channel
    ) async throws(PhaseFault) {
        guard target.host.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            channel.close(promise: nil)
            throw PhaseFault(.valueMalformed, .local, "The name of a host is not proper.")
        }
        do throws(ConnectHandler.Fault) {
            try await negotiate(target, channel)
        } catch {
            guard error.doubtful, let second = try? await another(), await SOCKSProbe.isSOCKS(second, limits) else {
                throw PhaseFault(error.code, .proxy, "Proxy \(proxy): \(error.message)")
            }
            throw PhaseFault(.proxyIsSocks, .proxy, "Proxy \(proxy): What answers in the proxy's place speaks SOCKS.")
        }
    }

    private func negotiate(_ target: SiteEndpoint, _ channel: any Channel) async throws(ConnectHandler.Fault) {
        let opened = channel.eventLoop.makePromise(of: Void.self)
        let limits = limits
        let credentials = proxy.credentials
        do {
            try await withTaskCancellationHandler {
                try await channel.eventLoop.submit {
                    let machine = ConnectMachine(target: target, credentials: credentials, limits: limits)
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectHandler(machine, limit: .milliseconds(limits.proxyMilliseconds), opened: opened))
                }.get()
                try await opened.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            opened.fail(error)
            channel.close(promise: nil)
            throw (error as? ConnectHandler.Fault)
                ?? ConnectHandler.Fault(
                    code: .proxyMalformed, message: "The proxy ended the connection without an answer.",
                    doubtful: false)
        }
    }
}
