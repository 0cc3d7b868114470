import DutyModel
import NIOCore
import NIOPosix

/// What came of a race, and how long its two phases took.
struct RaceOutcome: Sendable {
    let result: Result<any Channel, PhaseFault>
    /// Until the first attempt began, or until there was nothing to try.
    let resolve: Duration
    /// From then on; nil where nothing was tried.
    let connect: Duration?
    /// The families of all attempts, and of the one that won.
    let tried: Set<AddressFamily>
    let winner: AddressFamily?
}

/// Runs a `ConnectionRace` with real sockets; everything happens on one event loop.
final class RaceRunner {
    private var race: ConnectionRace
    private let place: String
    private let loop: any EventLoop
    private let limits: NetworkLimits
    private let outcome: EventLoopPromise<RaceOutcome>
    private let clock = ContinuousClock()
    private let begin: ContinuousClock.Instant
    private var firstAttempt: ContinuousClock.Instant?
    private var channels: [Int: any Channel] = [:]
    private var isOver = false
    private var alarm: (at: Duration, task: Scheduled<Void>)?

    init(
        to place: String, on loop: any EventLoop, limits: NetworkLimits, avoided: AddressFamily?,
        outcome: EventLoopPromise<RaceOutcome>
    ) {
        race = ConnectionRace(limits: limits, avoided: avoided)
        self.place = place
        self.loop = loop
        self.limits = limits
        self.outcome = outcome
        begin = clock.now
    }

    /// Takes what is known of the addresses.
    func take(_ step: NameStep) {
        switch step {
        case .found(let addresses): handle(.found(addresses))
        case .ended(let failure): handle(.resolved(failure))
        }
    }

    /// Nobody waits any more.
    func cancel() {
        end()
        outcome.fail(CancellationError())
    }

    /// Nothing is taken before the time that was agreed, which a timer may miss by a moment by another clock.
    private func handle(_ event: ConnectionRace.Event, notBefore due: Duration = .zero) {
        guard !isOver else { return }
        for action in race.handle(event, at: max(due, clock.now - begin)) { perform(action) }
        setAlarm()
    }

    private func perform(_ action: ConnectionRace.Action) {
        switch action {
        case .start(let attempt, let address): start(attempt, address)
        case .use(let attempt):
            guard let channel = channels.removeValue(forKey: attempt) else { return }
            finish(.success(channel), winner: AddressFamily(race.attempts[attempt]))
        case .close(let attempt): channels.removeValue(forKey: attempt)?.close(promise: nil)
        case .giveUp:
            let fault = race.fault ?? PhaseFault(.connectionLost, .connect, "There is no connection.")
            finish(.failure(fault.about(place)), winner: nil)
        }
    }

    private func start(_ attempt: Int, _ address: SocketAddress) {
        firstAttempt = firstAttempt ?? clock.now
        let bound = NIOLoopBound(self, eventLoop: loop)
        // Nothing is read until the next phase has put its handlers in place.
        ClientBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.milliseconds(limits.connectMilliseconds))
            .channelInitializer { channel in
                // Known before it is open, so that a loser can be closed while it still tries.
                bound.value.channels[attempt] = channel
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .connect(to: address)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel):
                    // Nobody waits any more: what was too quick to be stopped is closed.
                    guard !self.isOver else { return channel.close(promise: nil) }
                    self.handle(.connected(attempt: attempt))
                case .failure(let error):
                    self.channels[attempt] = nil
                    self.handle(.failed(attempt: attempt, ConnectFault.fault(error)))
                }
            }
    }

    private func setAlarm() {
        guard alarm?.at != race.wakeAt else { return }
        alarm?.task.cancel()
        alarm = race.wakeAt.map { due in
            let wait = due - (clock.now - begin)
            let task = loop.assumeIsolated().scheduleTask(in: TimeAmount(max(wait, .zero))) { self.ring(due) }
            return (due, task)
        }
    }

    private func ring(_ due: Duration) {
        guard alarm?.at == due, !isOver else { return }
        alarm = nil
        handle(.woken, notBefore: due)
    }

    private func finish(_ result: Result<any Channel, PhaseFault>, winner: AddressFamily?) {
        end()
        let now = clock.now
        outcome.succeed(
            RaceOutcome(
                result: result, resolve: (firstAttempt ?? now) - begin, connect: firstAttempt.map { now - $0 },
                tried: Set(race.attempts.map { AddressFamily($0) }), winner: winner))
    }

    /// Closes all that is still open here.
    private func end() {
        isOver = true
        alarm?.task.cancel()
        for channel in channels.values { channel.close(promise: nil) }
        channels = [:]
    }
}

/// Names what the system says of a connection that did not come about.
enum ConnectFault {
    /// The fault, without the place.
    static func fault(_ error: any Error) -> PhaseFault {
        if case ChannelError.connectTimeout = error { return PhaseFault(.connectTimeout, .connect, "did not answer.") }
        guard let error = error as? IOError else {
            return PhaseFault(.connectionLost, .connect, "could not be connected: \(ErrorWords.of(error)).")
        }
        switch error.errnoCode {
        case ECONNREFUSED: return PhaseFault(.connectRefused, .connect, "refused the connection.")
        case ETIMEDOUT: return PhaseFault(.connectTimeout, .connect, "did not answer.")
        // A firewall that rejects says one of these.
        case EHOSTUNREACH, EACCES, EPERM:
            return PhaseFault(.connectRefused, .connect, "cannot be reached: \(ErrorWords.of(error)).", weight: 2)
        // This computer has no way there; with IPv6 that is usual.
        case ENETUNREACH, EADDRNOTAVAIL:
            return PhaseFault(.connectRefused, .connect, "cannot be reached: \(ErrorWords.of(error)).", weight: 1)
        default:
            return PhaseFault(.connectionLost, .connect, "could not be connected: \(ErrorWords.of(error)).", weight: 2)
        }
    }
}
