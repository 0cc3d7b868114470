import DutyModel
import NIOCore
import Testing

@testable import SiteNetwork

@Suite struct ConnectionRaceTests {
    /// What an attempt to connect does on virtual time: it succeeds or fails after so many milliseconds.
    enum Attempt {
        case connects(Int)
        case fails(Int, FailureCode)
        case silent
    }

    /// When something is told to the race.
    typealias Told = (at: Int, event: ConnectionRace.Event)

    /// Runs a race to its end; attempts behave by their family.
    private func run(
        _ told: [Told], ipv4: Attempt, ipv6: Attempt, avoided: AddressFamily? = nil, limits: NetworkLimits = .init()
    ) -> (log: [String], end: Int, race: ConnectionRace) {
        var race = ConnectionRace(limits: limits, avoided: avoided)
        var queue = told
        var log: [String] = []
        while race.state != .won, race.state != .lost {
            if let wake = race.wakeAt { queue.append((Int(wake / .milliseconds(1)), .woken)) }
            // Of the same moment, what was told first comes first.
            guard let next = queue.indices.min(by: { queue[$0].at < queue[$1].at }) else { break }
            let (now, event) = queue.remove(at: next)
            for action in race.handle(event, at: .milliseconds(now)) {
                guard case .start(let number, let address) = action else {
                    log.append("\(now) \(action)")
                    continue
                }
                let family = AddressFamily(address)
                log.append("\(now) \(family)")
                switch family == .ipv4 ? ipv4 : ipv6 {
                case .connects(let after): queue.append((now + after, .connected(attempt: number)))
                case .fails(let after, let code):
                    queue.append((now + after, .failed(attempt: number, PhaseFault(code, .connect, "no"))))
                case .silent:
                    let fault = PhaseFault(.connectTimeout, .connect, "silent")
                    queue.append((now + Int(limits.connectMilliseconds), .failed(attempt: number, fault)))
                }
            }
            if race.state == .won || race.state == .lost { return (log, now, race) }
        }
        return (log, -1, race)
    }

    private func addresses(_ family: AddressFamily, _ count: Int = 1) -> [SocketAddress] {
        (1...count).compactMap { number in
            let bytes: [UInt8] =
                family == .ipv4
                ? [192, 0, 2, UInt8(number)]
                : [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [UInt8(number)]
            return try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0)
        }
    }

    private func both(_ at6: Int = 0, _ at4: Int = 0) -> [Told] {
        [
            (at6, .found(addresses(.ipv6))), (at4, .found(addresses(.ipv4))), (max(at6, at4), .resolved(nil)),
        ]
    }

    @Test func ipv6IsTriedFirstAndWinsWhereItWorks() {
        let (log, end, race) = run(both(), ipv4: .connects(1), ipv6: .connects(100))
        #expect(log == ["0 ipv6", "100 use(attempt: 0)"])
        #expect(end == 100 && race.state == .won)
    }

    @Test func aSilentIPv6CostsTheAttemptDelayAlone() {
        let (log, end, _) = run(both(), ipv4: .connects(20), ipv6: .silent)
        #expect(log == ["0 ipv6", "250 ipv4", "270 use(attempt: 1)"])
        #expect(end == 270)
    }

    @Test func aRefusedIPv6CostsNothingMore() {
        let (log, _, _) = run(both(), ipv4: .connects(20), ipv6: .fails(5, .connectRefused))
        #expect(log == ["0 ipv6", "5 ipv4", "25 use(attempt: 1)"])
    }

    @Test func addressesOfIPv4WaitAMomentForThoseOfIPv6() {
        #expect(run(both(30, 0), ipv4: .connects(1), ipv6: .connects(1)).log.first == "30 ipv6")
        // They do not come in time: IPv4 goes on alone, and what comes late is tried beside it.
        let (log, _, _) = run(both(120, 0), ipv4: .silent, ipv6: .connects(10))
        #expect(log == ["50 ipv4", "300 ipv6", "310 use(attempt: 1)"])
        // There are none: nothing is waited for.
        let only4: [Told] = [(5, .found(addresses(.ipv4))), (9, .resolved(nil))]
        #expect(run(only4, ipv4: .connects(1), ipv6: .silent).log.first == "9 ipv4")
    }

    @Test func ipv6BeginsBeforeIPv4IsKnown() {
        let (log, _, _) = run(both(10, 400), ipv4: .connects(5), ipv6: .silent)
        #expect(log == ["10 ipv6", "400 ipv4", "405 use(attempt: 1)"])
    }

    @Test func aFamilyThatDidNotWorkLatelyIsTriedSecond() {
        let (log, end, _) = run(both(), ipv4: .connects(20), ipv6: .silent, avoided: .ipv6)
        #expect(log == ["0 ipv4", "20 use(attempt: 0)"])
        #expect(end == 20)
        // It still has its turn where the other fails.
        #expect(run(both(), ipv4: .fails(1, .connectRefused), ipv6: .connects(1), avoided: .ipv6).race.state == .won)
    }

    @Test func theFamiliesTakeTurnsAndTheirNumberIsBounded() {
        var limits = NetworkLimits()
        limits.addresses = 5
        let many: [Told] = [
            (0, .found(addresses(.ipv6, 4))), (0, .found(addresses(.ipv4, 2))), (0, .resolved(nil)),
        ]
        let (log, end, race) = run(many, ipv4: .silent, ipv6: .silent, limits: limits)
        #expect(log == ["0 ipv6", "250 ipv4", "500 ipv6", "750 ipv4", "1000 ipv6", "6000 giveUp"])
        #expect(end == 6000)
        #expect(race.fault?.code == .connectTimeout)
    }

    @Test func whoKnowsTheOrderOfBothFamiliesIsFollowed() {
        let known: [Told] = [(0, .found(addresses(.ipv4) + addresses(.ipv6))), (0, .resolved(nil))]
        #expect(run(known, ipv4: .connects(1), ipv6: .connects(1)).log.first == "0 ipv4")
    }

    @Test func theFaultThatSaysMostStandsForAll() {
        var race = ConnectionRace(limits: .init())
        _ = race.handle(.found(addresses(.ipv6)), at: .zero)
        _ = race.handle(.found(addresses(.ipv4)), at: .zero)
        _ = race.handle(.resolved(nil), at: .zero)
        let noWay = PhaseFault(.connectRefused, .connect, "no way", weight: 1)
        #expect(race.handle(.failed(attempt: 0, noWay), at: .zero).count == 1)
        #expect(
            race.handle(.failed(attempt: 1, PhaseFault(.connectTimeout, .connect, "silent")), at: .seconds(5))
                == [.giveUp])
        #expect(race.fault?.code == .connectTimeout)
        let unknown: [Told] = [(3, .resolved(DutyFailure(.dnsNameUnknown, "no")))]
        let (log, _, lost) = run(unknown, ipv4: .silent, ipv6: .silent)
        #expect(log == ["3 giveUp"])
        #expect(lost.fault?.code == .dnsNameUnknown && lost.fault?.phase == .resolve)
    }

    @Test func aConnectionThatComesTooLateIsClosed() {
        let refused = PhaseFault(.connectRefused, .connect, "refused")
        for end in [ConnectionRace.Event.connected(attempt: 0), .failed(attempt: 0, refused)] {
            var race = ConnectionRace(limits: .init())
            _ = race.handle(.found(addresses(.ipv6)), at: .zero)
            _ = race.handle(.resolved(nil), at: .zero)
            _ = race.handle(end, at: .zero)
            for event in [ConnectionRace.Event.woken, .resolved(nil), .found(addresses(.ipv4)), end] {
                let actions = race.handle(event, at: .seconds(1))
                if case .connected = event { #expect(actions == [.close(attempt: 0)]) } else { #expect(actions == []) }
            }
        }
    }

    @Test func theMemoryOfAFamilyEnds() {
        let memory = FamilyMemory(limits: .init())
        let start = ContinuousClock.now
        #expect(memory.avoided(at: start) == nil)
        memory.learn(winner: .ipv4, tried: [.ipv4], at: start)
        #expect(memory.avoided(at: start) == nil)
        memory.learn(winner: .ipv4, tried: [.ipv4, .ipv6], at: start)
        #expect(memory.avoided(at: start + .seconds(599)) == .ipv6)
        #expect(memory.avoided(at: start + .seconds(601)) == nil)
        memory.learn(winner: .ipv6, tried: [.ipv6], at: start)
        #expect(memory.avoided(at: start) == nil)
    }
}
