import ConnectivityGuide
import Crypto
import Doctor
import DutyModel
import NIOCore
import SiteNetwork

/// One place that is tried.
struct Place: Hashable, Sendable {
    let host: String
    let port: UInt16
    /// What is spoken there; nothing is said where it is neither HTTP nor TLS.
    let speaks: GuideProtocol
    var path = "/"
    /// The name shown in TLS, where it is another; empty for none.
    var shownName: String?
    var purpose = ConnectionObservation.Purpose.endpoint
    /// Whether a request is made through TLS once it has proved the host.
    var asksInTLS = false
}

/// Tries places, step by step, and writes down how far it came.
struct PlaceProbe: Sendable {
    let socket: ProbeSocket
    let tls: ProbeTLS
    let roots: TrustRoots
    var limits: ProbeLimits
    let gate: Gate
    /// For those that speak; behind it is `limits.speakingAtOnce`.
    let speaking: Gate
    /// The proxy and its address; nil for direct connections.
    let proxy: (server: ProxyServer, address: SocketAddress)?
    let now: @Sendable () -> Timestamp

    /// Tries a place twice, the second time beside a silent first; sets the mark as soon as a connection is open. Whose
    /// certificate it is does not hang on luck: where somebody opens TLS on its way, a second try of everything would
    /// only keep that one busy.
    func attempt(
        _ place: Place, at address: SocketAddress?, marking mark: Shared<Bool>? = nil
    ) async -> [ConnectionObservation] {
        let speaks = place.speaks
        return await TryTwice.run(
            secondAfter: limits.secondTryMilliseconds, isGood: { $0.isSettled(speaks: speaks) }
        ) { number in
            await gate.pass { await once(place, at: address, number, mark) }
        }
    }

    /// Tries a place once more, with little or nothing beside it; `number` says the how manyth try it is.
    func attempt(_ place: Place, again number: Int, at address: SocketAddress?) async -> ConnectionObservation {
        await once(place, at: address, number, nil)
    }

    private func once(
        _ place: Place, at address: SocketAddress?, _ number: Int, _ mark: Shared<Bool>?
    ) async -> ConnectionObservation {
        var result = ConnectionObservation(
            place.purpose, host: place.host, port: place.port, shownName: place.shownName,
            address: proxy == nil ? address?.ipAddress : nil, attempt: number, opening: .noAddress)
        guard let channel = await opened(place, at: address, &result, mark) else { return result }
        defer { channel.close(promise: nil) }
        await speak(place, channel, &result)
        return result
    }

    /// A connection to a place with TLS that has proved the host, for what is asked beyond a try; nil where it does not.
    func trusted(_ place: Place, at address: SocketAddress?) async -> (any Channel)? {
        var result = ConnectionObservation(place.purpose, host: place.host, port: place.port, opening: .noAddress)
        guard let channel = await opened(place, at: address, &result, nil) else { return nil }
        guard await greet(place, channel).isTrusted else {
            channel.close(promise: nil)
            return nil
        }
        return channel
    }

    /// Opens a connection, to the place or through the proxy, and writes down how.
    private func opened(
        _ place: Place, at address: SocketAddress?, _ result: inout ConnectionObservation, _ mark: Shared<Bool>?
    ) async -> (any Channel)? {
        guard let target = proxy?.address ?? address else { return nil }
        let start = ContinuousClock.now
        let (opened, opening) = await socket.open(
            target, milliseconds: limits.stepMilliseconds,
            segmentBytes: place.purpose == .smallSegments ? limits.smallSegmentBytes : nil)
        result.milliseconds = (ContinuousClock.now - start).wholeMilliseconds
        result.opening = opening
        guard let channel = opened else { return nil }
        mark?.value = true
        guard let proxy else { return channel }
        result.tunnel = await tunnel(place, channel, proxy.server)
        guard result.tunnel?.result == .open else {
            channel.close(promise: nil)
            return nil
        }
        return channel
    }

    private func speak(_ place: Place, _ channel: any Channel, _ result: inout ConnectionObservation) async {
        guard place.speaks == .tls || place.speaks == .http else { return }
        (result.tls, result.http) = await speaking.pass(
            roomForMilliseconds: limits.speakingMilliseconds, on: channel.eventLoop
        ) {
            guard place.speaks == .tls else { return (nil, await page(place, channel)) }
            let greeted = await greet(place, channel)
            return (greeted, greeted.isTrusted && place.asksInTLS ? await page(place, channel) : nil)
        }
    }

    func greet(_ place: Place, _ channel: any Channel) async -> TLSObservation {
        let start = ContinuousClock.now
        let name = place.shownName ?? place.host
        let (ending, chain) = await tls.greet(channel, name: name, milliseconds: limits.stepMilliseconds)
        var result = TLSObservation(ending)
        result.milliseconds = (ContinuousClock.now - start).wholeMilliseconds
        guard !chain.isEmpty else { return result }
        let judged = name.isEmpty ? place.host : name
        let shown = await ShownCertificate.judge(chain, host: judged, roots: roots, now: now())
        result.validity = shown.validity
        result.authority = shown.authority
        result.subject = shown.subject
        result.keyHash = SHA256.hash(data: shown.publicKey).map { String($0, radix: 16) }.joined(separator: ":")
        result.logTimestamps = shown.logTimestamps
        return result
    }

    private func page(_ place: Place, _ channel: any Channel) async -> HTTPObservation {
        let request = ProbeRequest(host: place.host, path: place.path, fields: ["Accept: */*", "Connection: close"])
        let start = ContinuousClock.now
        let came = await ProbeReader.ask(
            channel, request.bytes, most: limits.answerBytes, milliseconds: limits.stepMilliseconds,
            isEnough: PageAnswer.isWhole)
        var result = PageAnswer.read(came, now: now())
        result.milliseconds = (ContinuousClock.now - start).wholeMilliseconds
        return result
    }

    private func tunnel(_ place: Place, _ channel: any Channel, _ server: ProxyServer) async -> TunnelObservation {
        let start = ContinuousClock.now
        let came = await ProbeReader.ask(
            channel,
            ConnectRequest.bytes(
                for: SiteEndpoint(host: place.host, port: place.port, transport: .plain), server.credentials),
            most: limits.proxyHeadBytes, milliseconds: limits.stepMilliseconds,
            isEnough: { HeadEnd.find(in: $0) != nil })
        var result = await judged(came)
        result.milliseconds = (ContinuousClock.now - start).wholeMilliseconds
        return result
    }

    private func judged(_ came: ProbeReader.Result) async -> TunnelObservation {
        if let end = HeadEnd.find(in: came.bytes), let answer = ConnectAnswer(came.bytes[..<end.lower]) {
            let result: TunnelObservation.Result =
                switch answer.status {
                case 200...299: .open
                case 407: .authentication
                case 500, 502, 503, 504: .upstream
                default: .denied
                }
            return TunnelObservation(result, status: answer.status, schemes: Array(answer.schemes.prefix(8)))
        }
        if SOCKSProbe.isSOCKS(came.bytes) { return TunnelObservation(.socks) }
        if await speaksSOCKS() { return TunnelObservation(.socks) }
        return TunnelObservation(came.ending == .timeout && Self.mayBecomeHTTP(came.bytes) ? .timeout : .malformed)
    }

    /// Whether an answer that has not come to its end may be the beginning of one in HTTP.
    private static func mayBecomeHTTP(_ bytes: [UInt8]) -> Bool { "HTTP/1.".utf8.starts(with: bytes.prefix(7)) }

    /// Greets what stands in the proxy's place with SOCKS 5, on a connection of its own.
    private func speaksSOCKS() async -> Bool {
        guard let address = proxy?.address else { return false }
        let (opened, _) = await socket.open(address, milliseconds: limits.stepMilliseconds)
        guard let channel = opened else { return false }
        defer { channel.close(promise: nil) }
        let came = await ProbeReader.ask(
            channel, SOCKSProbe.greeting, most: 16, milliseconds: limits.secondTryMilliseconds,
            isEnough: { $0.count >= 2 })
        return SOCKSProbe.isSOCKS(came.bytes)
    }
}

extension ConnectionObservation {
    /// Whether the try did all that is asked of it.
    func succeeded(speaks: GuideProtocol) -> Bool {
        guard opening == .open, tunnel.map({ $0.result == .open }) ?? true else { return false }
        if speaks == .tls { return tls?.isTrusted == true }
        return speaks != .http || http?.result == .answered
    }

    /// Whether another try would tell nothing new: it succeeded, or a finished handshake showed a foreign certificate.
    func isSettled(speaks: GuideProtocol) -> Bool {
        succeeded(speaks: speaks) || (speaks == .tls && tls?.result == .completed && tls?.validity == .foreign)
    }
}
