import DutyModel
import Foundation

/// The states of asking a proxy for a tunnel, without any socket: events in, actions out.
///
/// `idle` → `awaitingHead` → `open`; both may go to `failed`, and nothing leaves these two.
struct ConnectMachine {
    /// Where the negotiation stands.
    enum State: Equatable {
        case idle
        case awaitingHead
        case open
        case failed
    }

    /// What happened.
    enum Event: Equatable {
        /// The connection to the proxy is open.
        case begin
        case bytes([UInt8])
        /// The proxy ended the connection.
        case closed
        case timeUp
    }

    /// What is to be done.
    enum Action: Equatable {
        case nothing
        /// Write these bytes.
        case send([UInt8])
        /// The tunnel is open: from now on each byte goes to the server.
        case open
        /// Report the failure and close. Where it is `doubtful`, a SOCKS greeting may tell what is there.
        case fail(FailureCode, String, doubtful: Bool)
    }

    private(set) var state = State.idle
    private let target: SiteEndpoint
    private let credentials: ProxyCredentials?
    private let limits: NetworkLimits
    /// What came of the head so far.
    private var head: [UInt8] = []
    /// How many bytes of heads were read already.
    private var passed = 0

    init(target: SiteEndpoint, credentials: ProxyCredentials?, limits: NetworkLimits) {
        self.target = target
        self.credentials = credentials
        self.limits = limits
    }

    /// Takes one event.
    mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.open, _), (.failed, _): return .nothing
        case (.idle, .begin):
            state = .awaitingHead
            return .send(ConnectRequest.bytes(for: target, credentials))
        case (.awaitingHead, .bytes(let bytes)): return take(bytes)
        case (_, .closed):
            let words = head.isEmpty ? "without an answer" : "in the middle of its answer"
            return fail(.proxyMalformed, "The proxy ended the connection \(words).", doubtful: head.isEmpty)
        case (_, .timeUp):
            let words = head.isEmpty ? "did not answer" : "did not finish its answer"
            return fail(
                .proxyTimeout, "The proxy \(words) within \(limits.proxyMilliseconds) ms.", doubtful: head.isEmpty)
        case (.idle, .bytes), (.awaitingHead, .begin):
            return fail(.proxyMalformed, "The proxy spoke before it was asked.")
        }
    }

    private mutating func take(_ bytes: [UInt8]) -> Action {
        // The end of a head may lie across two pieces, by three bytes at most.
        var start = max(0, head.count - 3)
        head.append(contentsOf: bytes)
        while true {
            if let action = judgeOpening() { return action }
            guard let end = HeadEnd.find(in: head, from: start) else {
                return passed + head.count > limits.proxyHeadBytes ? tooLarge() : .nothing
            }
            passed += end.upper
            guard passed <= limits.proxyHeadBytes else { return tooLarge() }
            guard let answer = ConnectAnswer(head[..<end.lower]) else {
                return fail(.proxyMalformed, "The answer of the proxy is not proper HTTP.")
            }
            head.removeFirst(end.upper)
            // Something provisional came first; the answer follows.
            guard (100...199).contains(answer.status) else { return judge(answer) }
            start = 0
        }
    }

    /// A wrong kind of server is known by its first byte; none is waited for.
    private mutating func judgeOpening() -> Action? {
        guard !head.starts(with: ConnectAnswer.opening.prefix(head.count)) else { return nil }
        switch head[0] {
        case 0x05, 0x00: return fail(.proxyIsSocks, "What answers in the proxy's place speaks SOCKS.")
        case 0x15, 0x16:
            return fail(.proxyMalformed, "What answers in the proxy's place speaks TLS; a plain HTTP proxy is needed.")
        default: return fail(.proxyMalformed, "What answers in the proxy's place does not speak HTTP.", doubtful: true)
        }
    }

    private mutating func judge(_ answer: ConnectAnswer) -> Action {
        switch answer.status {
        // A length or a transfer coding of such an answer means nothing (RFC 9110, section 9.3.6).
        case 200...299:
            guard head.isEmpty else {
                return fail(.proxyMalformed, "Bytes came out of the tunnel before anything was sent into it.")
            }
            state = .open
            return .open
        default:
            let refusal = ConnectRefusal(answer, target: target, withCredentials: credentials != nil)
            return fail(refusal.code, refusal.message)
        }
    }

    private mutating func tooLarge() -> Action {
        fail(.proxyMalformed, "The head of the proxy's answer has more than \(limits.proxyHeadBytes) bytes.")
    }

    private mutating func fail(_ code: FailureCode, _ message: String, doubtful: Bool = false) -> Action {
        state = .failed
        head = []
        return .fail(code, message, doubtful: doubtful)
    }
}

/// Finds the empty line behind a head.
package enum HeadEnd {
    /// Where the head ends and what follows it begins; line ends may lack their carriage return.
    package static func find(in bytes: [UInt8], from start: Int = 0) -> (lower: Int, upper: Int)? {
        var place = start
        while let feed = bytes[place...].firstIndex(of: 0x0a) {
            let next = feed + 1
            if next < bytes.count, bytes[next] == 0x0a { return (feed, next + 1) }
            if next + 1 < bytes.count, bytes[next] == 0x0d, bytes[next + 1] == 0x0a { return (feed, next + 2) }
            place = next
        }
        return nil
    }
}

/// The request for a tunnel.
package enum ConnectRequest {
    /// The bytes; the credentials go with it at once, so that one round trip is enough.
    package static func bytes(for target: SiteEndpoint, _ credentials: ProxyCredentials?) -> [UInt8] {
        let authority = "\(HostField.bracketed(target.host)):\(target.port)"
        var lines = [
            "CONNECT \(authority) HTTP/1.1", "Host: \(authority)", "User-Agent: Dutymark",
            "Proxy-Connection: keep-alive",
        ]
        if let credentials {
            let pair = Data("\(credentials.user):\(credentials.password)".utf8)
            lines.append("Proxy-Authorization: Basic \(pair.base64EncodedString())")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}
