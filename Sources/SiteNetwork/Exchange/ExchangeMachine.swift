import DutyModel

/// The states of one HTTP/1.1 exchange, without any socket: events in, actions out.
///
/// `idle` → `awaitingHead` → `readingBody` → `done`; every state but `done` may go to `failed`, and nothing leaves
/// these two. Events that come after the end change nothing.
struct ExchangeMachine {
    /// Where the exchange stands.
    enum State: Equatable {
        case idle
        case awaitingHead
        case readingBody
        case done
        case failed
    }

    /// What happened.
    enum Event {
        /// The request is about to be written.
        case begin
        /// The answer's head is whole.
        case head(Head)
        case body([UInt8])
        /// The answer is whole.
        case end
        /// The bytes are not HTTP.
        case malformed(String)
        /// The head grew past the parser's own limits.
        case headTooLarge
        /// TLS broke after the handshake; a server says so that it refuses the client's certificate.
        case tlsBroken(String)
        /// The connection ended.
        case closed
        case timeUp
    }

    /// What is to be done.
    enum Action: Equatable {
        case nothing
        /// Write head and body of the request.
        case send
        /// Hand over the answer; the connection may serve another request, or must be closed.
        case finish(keepAlive: Bool)
        /// Report the failure and close the connection.
        case fail(FailureCode, String)
    }

    struct Head: Equatable {
        var status: UInt
        var fields: [SiteRequest.Field]
        var keepAlive: Bool
    }

    private(set) var state = State.idle
    /// The answer's head, once it is there.
    private(set) var head: Head?
    /// The body as far as it came.
    private(set) var body: [UInt8] = []
    private let limits: NetworkLimits

    init(limits: NetworkLimits) { self.limits = limits }

    /// Takes one event.
    mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.done, _), (.failed, _): return .nothing
        case (.idle, .begin):
            state = .awaitingHead
            return .send
        case (.awaitingHead, .head(let head)): return take(head)
        case (.readingBody, .body(let bytes)): return take(bytes)
        case (.readingBody, .end):
            state = .done
            return .finish(keepAlive: head?.keepAlive ?? false)
        default: return fail(event)
        }
    }

    private mutating func take(_ head: Head) -> Action {
        let bytes = head.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard bytes <= limits.headerBytes, head.fields.count <= limits.headerFields else { return fail(.headTooLarge) }
        // A switch of protocols was not asked for; what follows would not be HTTP.
        guard head.status >= 200 else { return fail(.malformed("status \(head.status)")) }
        self.head = head
        state = .readingBody
        return .nothing
    }

    private mutating func take(_ bytes: [UInt8]) -> Action {
        guard bytes.count <= limits.answerBodyBytes - body.count else {
            state = .failed
            body = []
            return .fail(.answerTooLarge, "The answer's body has more than \(limits.answerBodyBytes) bytes.")
        }
        body.append(contentsOf: bytes)
        return .nothing
    }

    private mutating func fail(_ event: Event) -> Action {
        let wasIdle = state == .idle
        state = .failed
        switch event {
        case .malformed(let what): return .fail(.httpMalformed, "The answer is not proper HTTP: \(what).")
        case .headTooLarge:
            return .fail(.answerTooLarge, "The answer's head has more than \(limits.headerBytes) bytes.")
        case .tlsBroken(let what): return .fail(.tlsFailed, "The server ended TLS: \(what).")
        case .timeUp:
            return .fail(.httpTimeout, "The whole answer did not come within \(limits.exchangeMilliseconds) ms.")
        case .closed where wasIdle: return .fail(.connectionLost, "The connection was closed before it was used.")
        case .closed where head == nil: return .fail(.connectionLost, "The connection broke before the answer began.")
        case .closed: return .fail(.connectionLost, "The connection broke in the middle of the answer.")
        case .begin, .head, .body, .end:
            return .fail(.httpMalformed, "The server sent an answer that was not expected.")
        }
    }
}
