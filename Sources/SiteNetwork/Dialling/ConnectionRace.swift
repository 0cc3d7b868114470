import DutyModel
import NIOCore

/// The order in which a host's addresses are tried (RFC 8305, “Happy Eyeballs”), without any socket and on a time that
/// is handed in: events in, actions out.
///
/// `waiting` → `racing` → `won` or `lost`; nothing leaves these two. Addresses may still come while others are tried.
struct ConnectionRace {
    /// Where the race stands.
    enum State: Equatable {
        /// No attempt has begun.
        case waiting
        case racing
        case won
        case lost
    }

    /// What happened.
    enum Event {
        /// Some addresses of the host are known, in the order in which they should be tried.
        case found([SocketAddress])
        /// No more addresses come; the failure where none were found.
        case resolved(DutyFailure?)
        /// An attempt's connection is open.
        case connected(attempt: Int)
        case failed(attempt: Int, PhaseFault)
        /// The moment `wakeAt` has come.
        case woken
    }

    /// What is to be done.
    enum Action: Equatable {
        /// Begin to connect.
        case start(attempt: Int, SocketAddress)
        /// This attempt's connection is the one; all the others are to be closed.
        case use(attempt: Int)
        /// Close this attempt's connection; it came too late.
        case close(attempt: Int)
        /// There is no connection.
        case giveUp
    }

    private(set) var state = State.waiting
    /// When `woken` is to be said; nil while only other events can go on.
    private(set) var wakeAt: Duration?
    /// Why there is no connection, once the race is lost.
    private(set) var fault: PhaseFault?
    /// Each attempt's address, in the order in which they began.
    private(set) var attempts: [SocketAddress] = []
    private var running: Set<Int> = []
    private var queues: [AddressFamily: [SocketAddress]] = [:]
    private var isResolved = false
    private var preferred: AddressFamily?
    private let avoided: AddressFamily?
    private let limits: NetworkLimits

    /// A race.
    ///
    /// - Parameter avoided: a family that did not work lately; it is tried second.
    init(limits: NetworkLimits, avoided: AddressFamily? = nil) {
        self.limits = limits
        self.avoided = avoided
    }

    /// Takes one event at a time that never goes back.
    mutating func handle(_ event: Event, at now: Duration) -> [Action] {
        guard state == .waiting || state == .racing else {
            if case .connected(let attempt) = event { return [.close(attempt: attempt)] }
            return []
        }
        switch event {
        case .found(let addresses): take(addresses)
        case .resolved(let failure):
            isResolved = true
            if let failure, attempts.isEmpty { fault = PhaseFault(failure.code, .resolve, failure.message) }
        case .connected(let attempt):
            state = .won
            wakeAt = nil
            return [.use(attempt: attempt)]
        case .failed(let attempt, let fault):
            running.remove(attempt)
            note(fault)
            // A failed attempt makes room at once.
            wakeAt = nil
        case .woken:
            guard let due = wakeAt, due <= now else { return [] }
            wakeAt = nil
            if state == .waiting { state = .racing }
        }
        return goOn(at: now)
    }

    /// Addresses of both families at once come from who knows their order; alone, IPv6 comes first.
    private mutating func take(_ addresses: [SocketAddress]) {
        for address in addresses { queues[.init(address), default: []].append(address) }
        if preferred == nil, Set(addresses.map { AddressFamily($0) }).count > 1 {
            preferred = addresses.first.map { AddressFamily($0) }
        }
    }

    private var firstFamily: AddressFamily { avoided?.other ?? preferred ?? .ipv6 }

    /// What can be begun now, and when there is something to do by time.
    private mutating func goOn(at now: Duration) -> [Action] {
        if state == .waiting, !mayBegin(at: now) { return [] }
        // One attempt is under way and its time alone is not up.
        if !running.isEmpty, let due = wakeAt, due > now { return [] }
        guard attempts.count < limits.addresses, let address = next() else { return endIfNothingIsLeft() }
        state = .racing
        attempts.append(address)
        running.insert(attempts.count - 1)
        wakeAt = now + .milliseconds(limits.attemptDelayMilliseconds)
        return [.start(attempt: attempts.count - 1, address)]
    }

    /// The better family is waited for, but only for a moment (RFC 8305, section 3).
    private mutating func mayBegin(at now: Duration) -> Bool {
        if isResolved || !(queues[firstFamily] ?? []).isEmpty {
            wakeAt = nil
            return true
        }
        guard !(queues[firstFamily.other] ?? []).isEmpty else { return false }
        wakeAt = wakeAt ?? now + .milliseconds(limits.resolutionDelayMilliseconds)
        return false
    }

    /// The families take turns (RFC 8305, section 4).
    private mutating func next() -> SocketAddress? {
        let turn = attempts.last.map { AddressFamily($0).other } ?? firstFamily
        for family in [turn, turn.other] where !(queues[family] ?? []).isEmpty { return queues[family]?.removeFirst() }
        return nil
    }

    private mutating func endIfNothingIsLeft() -> [Action] {
        wakeAt = nil
        guard running.isEmpty, isResolved || attempts.count >= limits.addresses else { return [] }
        state = .lost
        fault = fault ?? PhaseFault(.dnsNoAddress, .resolve, "The host has no address.")
        return [.giveUp]
    }

    /// The fault that says most stands for all: a missing way of one family must not hide what befell the other.
    private mutating func note(_ new: PhaseFault) {
        guard let old = fault, old.phase == .connect, old.weight > new.weight else { return fault = new }
    }
}

/// The two kinds of addresses.
enum AddressFamily: Hashable, Sendable {
    case ipv4
    case ipv6

    /// The family of an address.
    init(_ address: SocketAddress) {
        if case .v6 = address { self = .ipv6 } else { self = .ipv4 }
    }

    /// The one that it is not.
    var other: AddressFamily { self == .ipv4 ? .ipv6 : .ipv4 }
}
