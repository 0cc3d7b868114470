import ConnectivityGuide
import Doctor
import DutyModel
import NIOCore
import SiteNetwork
import Synchronization

/// Measures the line, each way, against the back end's measuring service and nobody else: a host that does not offer it
/// in so many words gets one short question and nothing more.
struct LineProbe: Sendable {
    let probe: PlaceProbe
    /// A line of this pace is good; measuring ends early there.
    let enoughKilobitsPerSecond: Int

    /// Measures at a place that was tried before, and writes down what came of it.
    func run(at endpoint: GuideEndpoint, _ recording: inout Recording) async {
        let host = endpoint.host.text
        let reached = recording.connections.first {
            $0.purpose == .endpoint && $0.host == host && $0.port == endpoint.portNumber && $0.succeeded(speaks: .tls)
        }
        guard let reached else {
            recording.measuring = LineService(.unreached, host: host)
            return
        }
        var line = Line(
            probe: probe, place: Place(host: host, port: reached.port, speaks: .tls),
            address: reached.address.flatMap { try? SocketAddress(ipAddress: $0, port: Int(reached.port)) },
            enough: enoughKilobitsPerSecond)
        guard let offer = await line.offer() else {
            recording.measuring = LineService(.unoffered, host: host)
            await line.end()
            return
        }
        recording.measuring = LineService(.measured, host: host, machines: offer.machines)
        recording.lines += await line.measure(.down) + line.measure(.up)
        await line.end()
    }
}

/// The measurements of one run, by one connection as long as it lasts.
private struct Line {
    let probe: PlaceProbe
    let place: Place
    /// Where it was reached; nil through a proxy.
    let address: SocketAddress?
    let enough: Int
    var channel: (any Channel)?
    /// One question and its answer take so long on the idle line; known after the offer.
    var roundTrip: Duration?

    /// What the service says of itself; nil where there is none.
    mutating func offer() async -> MeasuringOffer? {
        guard await isOpen() else { return nil }
        let start = ContinuousClock.now
        let came = await ask(request(LineMeasuring.offerPath).bytes, most: 4_096, isEnough: PageAnswer.isWhole)
        guard let came, let body = PageAnswer.goodBody(came.bytes) else { return nil }
        roundTrip = ContinuousClock.now - start
        await narrow()
        return MeasuringOffer(text: String(decoding: body, as: UTF8.self))
    }

    /// One way: once where the line is good, else twice.
    mutating func measure(_ way: LineObservation.Direction) async -> [LineObservation] {
        var seen: [LineObservation] = []
        for (attempt, bytes) in [(1, LineMeasuring.bytes), (2, probe.limits.secondMeasuringBytes)] {
            let rate = way == .down ? await download(bytes) : await upload(bytes)
            seen.append(LineObservation(way, .rate(kilobitsPerSecond: rate), attempt: attempt))
            if let rate, rate >= enough { break }
        }
        return seen
    }

    mutating func end() async {
        try? await channel?.close()
        channel = nil
    }

    private mutating func download(_ bytes: Int) async -> Int? {
        let watch = DownloadWatch(wanted: bytes, enough: enough)
        let path = "\(LineMeasuring.downPath)?\(LineMeasuring.bytesField)=\(bytes)"
        let came = await ask(request(path).bytes, most: bytes + probe.limits.answerBytes) { watch.isEnough($0) }
        guard let came, PageAnswer.goodBody(came.bytes) != nil else { return nil }
        switch came.ending {
        case .enough:
            // What is still on its way would be in the way of the next question.
            if !watch.isWhole { await end() }
            return watch.rate(atTimeout: nil)
        case .timeout: return watch.rate(atTimeout: probe.limits.measuringMilliseconds)
        case .full, .closed, .reset: return nil
        }
    }

    /// The other end times the upload and says in its answer how it went: what was written here may still lie in a
    /// buffer.
    private mutating func upload(_ bytes: Int) async -> Int? {
        var generator = SystemRandomNumberGenerator()
        var request = ProbeRequest(
            method: "POST", host: place.host, path: LineMeasuring.upPath,
            fields: ["Content-Type: application/octet-stream", "Content-Length: \(bytes)"]
        ).bytes
        request.reserveCapacity(request.count + bytes)
        for _ in 0..<bytes / 8 { withUnsafeBytes(of: generator.next()) { request += $0 } }
        guard await isOpen() else { return nil }
        let start = ContinuousClock.now
        let came = await ask(request, most: 4_096, isEnough: PageAnswer.isWhole)
        guard let came, let body = PageAnswer.goodBody(came.bytes),
            let measured = MeasuredUpload(text: String(decoding: body, as: UTF8.self))
        else { return nil }
        // An answer before the end leaves the rest of the upload on its way.
        if measured.bytes < bytes { await end() }
        // The answer came a way later than the last byte, and the first byte was there a way after it was written.
        let whole = ContinuousClock.now - start - (roundTrip ?? .zero)
        return min(
            LineMeasuring.rate(bytes: measured.countedBytes, microseconds: measured.countedMicroseconds),
            LineMeasuring.rate(bytes: measured.bytes, microseconds: whole.microseconds))
    }

    /// Opens a connection where none is.
    private mutating func isOpen() async -> Bool {
        if channel?.isActive != true {
            channel = await probe.trusted(place, at: address)
            await narrow()
        }
        return channel != nil
    }

    /// Keeps no more under way than a good line needs: more would only be dropped on a slow one, and be sent again.
    private func narrow() async {
        guard let roundTrip, let channel else { return }
        let needed = Int64(2 * enough) * roundTrip.microseconds / 8_000
        let bytes = SocketOptionValue(min(max(Int(needed), Self.leastWindowBytes), Self.mostWindowBytes))
        try? await channel.setOption(.socketOption(.so_sndbuf), value: bytes).get()
        try? await channel.setOption(.socketOption(.so_rcvbuf), value: bytes).get()
    }

    private static let leastWindowBytes = 24_576
    private static let mostWindowBytes = 524_288

    private mutating func ask(
        _ request: [UInt8], most: Int, isEnough: @escaping @Sendable ([UInt8]) -> Bool
    ) async -> ProbeReader.Result? {
        guard await isOpen(), let open = channel else { return nil }
        let came = await ProbeReader.ask(
            open, request, most: most, milliseconds: probe.limits.measuringMilliseconds, isEnough: isEnough)
        if came.ending != .enough { await end() }
        return came
    }

    private func request(_ path: String) -> ProbeRequest { ProbeRequest(host: place.host, path: path) }
}

/// Times a download while it comes.
private final class DownloadWatch: Sendable {
    private let wanted: Int
    private let enough: Int
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private struct State {
        /// The bytes of the head, once it is there.
        var headBytes: Int?
        var meter = PaceMeter()
    }

    init(wanted: Int, enough: Int) {
        self.wanted = wanted
        self.enough = enough
    }

    /// Notes what has come so far; says whether it is all, or enough to know that the line is good.
    func isEnough(_ bytes: [UInt8]) -> Bool {
        let microseconds = (ContinuousClock.now - start).microseconds
        return state.withLock { state in
            if state.headBytes == nil { state.headBytes = HeadEnd.find(in: bytes)?.upper }
            guard let head = state.headBytes else { return false }
            state.meter.note(bytes.count - head, at: microseconds)
            guard state.meter.bytes < wanted else { return true }
            return state.meter.bytes >= Self.fewestBytes && Self.rate(state.meter.counted()) >= enough
        }
    }

    /// So many bytes, before a line may be called good: fewer may have waited in a buffer on the way.
    private static let fewestBytes = 98_304

    /// Whether all came.
    var isWhole: Bool { state.withLock { $0.meter.bytes >= wanted } }

    /// Kilobits a second, up to the last byte or, where time was up, until then; nil where nothing came.
    func rate(atTimeout milliseconds: Int64?) -> Int? {
        state.withLock { state in
            state.meter.bytes > 0 ? Self.rate(state.meter.counted(until: milliseconds.map { $0 * 1_000 })) : nil
        }
    }

    private static func rate(_ counted: (bytes: Int, microseconds: Int64)) -> Int {
        LineMeasuring.rate(bytes: counted.bytes, microseconds: counted.microseconds)
    }
}

extension Duration {
    fileprivate var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
