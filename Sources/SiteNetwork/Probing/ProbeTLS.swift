import ConnectionRules
import DutyModel
import Glibc
import NIOCore
import NIOSSL

/// Greets a server with TLS and keeps the chain that it shows, without trusting it. Nothing is sent afterwards.
package struct ProbeTLS: Sendable {
    private let context: NIOSSLContext

    /// As a machine greets that knows no authority yet: chain and name are judged afterwards.
    package init() throws(DutyFailure) { context = try TLSHandshaker.context(showing: nil, .nobodyYet) }

    /// Does the handshake with this name, or with none where it is empty; the chain has at most `ProbeTLS.mostCertificates`, the server's first.
    package func greet(
        _ channel: any Channel, name: String, milliseconds: Int64
    ) async -> (ending: HandshakeEnding, chain: [[UInt8]]) {
        let shown = Shared<[[UInt8]]>([])
        let ready = channel.eventLoop.makePromise(of: Void.self)
        let context = context
        do {
            try await channel.eventLoop.submit {
                let host = name.isEmpty || KnownNames.isLiteral(name) ? nil : name
                let handler = try NIOSSLClientHandler(context: context, serverHostname: host) { chain, promise in
                    let whole = PresentedChain.der(Array(chain.prefix(Self.mostCertificates)))
                    shown.value = whole ?? []
                    promise.succeed(whole == nil ? .failed : .certificateVerified)
                }
                let watch = HandshakeWatch(limit: .milliseconds(milliseconds), ready: ready)
                try channel.pipeline.syncOperations.addHandlers([handler, watch], position: .first)
                // Here and now: once the server has been read, the channel may be closed, and why is with the watch.
                try channel.syncOptions?.setOption(.autoRead, value: true)
            }.get()
            try await ready.futureResult.get()
            return (.completed, shown.value)
        } catch {
            ready.fail(error)
            channel.close(promise: nil)
            return (Self.ending(error), shown.value)
        }
    }

    /// More than any server shows; what comes behind is not looked at.
    package static let mostCertificates = 16

    private static func ending(_ error: any Error) -> HandshakeEnding {
        if let fault = error as? HandshakeWatch.Fault { return fault == .timeUp ? .timeout : .closed }
        if let fault = error as? IOError { return fault.errnoCode == ECONNRESET ? .reset : .closed }
        let words = "\(error)"
        if words.contains("ALERT") { return .alert }
        if words.contains("EXCESSIVE_MESSAGE_SIZE") { return .tooLarge }
        return ["WRONG_VERSION_NUMBER", "HTTP_REQUEST", "INVALID_OUTER", "UNEXPECTED_RECORD"].contains {
            words.contains($0)
        }
            ? .notTLS : .closed
    }
}
