import DutyModel
import NIOCore
import NIOHTTP1
import Synchronization

/// An open connection that speaks HTTP/1.1.
struct SiteConnection: Sendable {
    let channel: any Channel
    private let note: FaultNote

    /// Puts HTTP on a connection that is open but not yet read; TLS is put before it later.
    ///
    /// HTTP stands in the pipeline before the handshake begins: a server that refuses the machine's certificate says
    /// so right after the handshake, and that must not fall between two steps.
    init(on channel: any Channel, _ limits: NetworkLimits) async throws(PhaseFault) {
        let note = FaultNote()
        do {
            try await channel.eventLoop.submit {
                var bounds = NIOHTTPDecoderLimitConfiguration()
                bounds.maxHeaderFieldSize = limits.headerBytes
                bounds.maxHeaderListSize = limits.headerBytes
                bounds.maxHeaderFieldCount = limits.headerFields
                let decoder = HTTPResponseDecoder(
                    leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
                    limitConfiguration: bounds)
                try channel.pipeline.syncOperations.addHandlers([
                    HTTPRequestEncoder(), ByteToMessageHandler(decoder), ExchangeHandler(note: note),
                ])
            }.get()
        } catch {
            channel.close(promise: nil)
            throw PhaseFault(.connectionLost, .connect, "The connection was closed before it was used.")
        }
        self.channel = channel
        self.note = note
    }

    /// Lets bytes in; everything that handles them is in place.
    func beginReading() async throws(PhaseFault) {
        do {
            try await channel.setOption(.autoRead, value: true).get()
            channel.read()
        } catch {
            throw PhaseFault(.connectionLost, .connect, "The connection was closed before it was used.")
        }
    }

    /// One exchange; where the caller is cancelled the connection is closed.
    func ask(
        _ request: SiteRequest, _ endpoint: SiteEndpoint, _ limits: NetworkLimits
    ) async throws(PhaseFault) -> ExchangeResult {
        let answer = channel.eventLoop.makePromise(of: ExchangeResult.self)
        let order = ExchangeOrder(request: request, endpoint: endpoint, limits: limits, answer: answer)
        do {
            return try await withTaskCancellationHandler {
                // A closed channel refuses the write itself; the handler is then never asked.
                channel.writeAndFlush(order).whenFailure { _ in answer.fail(note.faultBeforeUse(endpoint)) }
                return try await answer.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            throw (error as? PhaseFault)
                ?? PhaseFault(
                    .connectionLost, .http, "The connection broke: \(ErrorWords.of(error)).", mayHaveArrived: true)
        }
    }
}

/// Keeps why TLS ended while nobody was asking.
final class FaultNote: Sendable {
    private let words = Mutex<String?>(nil)

    func setTLSBroken(_ text: String) { words.withLock { $0 = $0 ?? text } }

    /// Why a request could not even be written.
    func faultBeforeUse(_ endpoint: SiteEndpoint) -> PhaseFault {
        guard let text = words.withLock({ $0 }) else {
            return PhaseFault(.connectionLost, .http, "\(endpoint): the connection was closed before it was used.")
        }
        return PhaseFault(.tlsFailed, .tlsHandshake, "\(endpoint): the server ended TLS: \(text).")
    }
}
