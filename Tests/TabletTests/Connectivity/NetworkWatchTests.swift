import ConnectivityGuide
import DutyModel
import NetworkSetup
import Synchronization
import Testing

@testable import Tablet

/// What looking at the network finds, tells, and sets going again.
@Suite struct NetworkWatchTests {
    @Test func `a gateway in the internal range is told in place of what fails because of it, until it is gone`()
        async throws
    {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let site = try PretendSite(gateways: ["192.168.10.97"])
        let watch = site.watch(bench.tablet)
        bench.transport.script(.distributor, .questionLost(.connectTimeout))
        try await bench.frank()
        bench.elapsed.advance(bySeconds: 600)
        #expect(await failure { _ = try await bench.tablet.upload() }?.code == .connectTimeout)

        _ = await watch.lookOnce(after: nil)
        let problems = await bench.tablet.snapshot().problems
        #expect(problems.map(\.code) == [.gatewayInInternalRange])
        #expect(problems.first?.remedy.contains("192.168.10.96/28") == true)
        #expect(site.checks == 0, "nothing can be asked through such a gateway")

        site.link.set(gateways: ["192.168.10.1"])
        _ = await watch.lookOnce(after: nil)
        #expect(site.changes == 2, "the first look and the new gateway are other ways to the network")
        #expect(await bench.tablet.snapshot().problems.map(\.code) == [.connectTimeout])
        #expect(await bench.look() == false)
        #expect(await bench.tablet.snapshot().problems.isEmpty)
        #expect(await bench.tablet.snapshot().outbox?.unsent == 0, "what the network prevented is done by itself")
    }

    @Test func `a portal is told while it is there, and its end sets the duties going`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let site = try PretendSite(gateways: ["198.51.100.1"])
        let watch = site.watch(bench.tablet)
        site.verdict = .portal(status: 302)
        var last = await watch.lookOnce(after: nil)
        #expect(last == nil && site.checks == 0, "nobody is asked while nothing fails")

        bench.transport.script(.distributor, .questionLost(.tlsFailed))
        bench.elapsed.advance(bySeconds: 600)
        #expect(await failure { _ = try await bench.tablet.audit() }?.code == .tlsFailed)
        var wakings = bench.tablet.wakings().makeAsyncIterator()
        last = await watch.lookOnce(after: last)
        #expect(await bench.tablet.snapshot().problems.map(\.code) == [.networkPortal])
        site.verdict = .open
        last = await watch.lookOnce(after: last)
        #expect(last == .open)
        #expect(await wakings.next() != nil)
        #expect(await bench.look() == false)
        #expect(await bench.tablet.snapshot().problems.isEmpty)
    }

    @Test func `a check without an answer says nothing beside what the duties met`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let site = try PretendSite(gateways: ["198.51.100.1"])
        bench.transport.script(.distributor, .questionLost(.proxyAuthRequired))
        bench.elapsed.advance(bySeconds: 600)
        #expect(await failure { _ = try await bench.tablet.audit() } != nil)
        site.verdict = .notValidated(.connectTimeout, message: "")
        _ = await site.watch(bench.tablet).lookOnce(after: nil)
        #expect(await bench.tablet.snapshot().problems.map(\.code) == [.proxyAuthRequired])
    }
}

/// A site as the watch sees it, set by a test.
private final class PretendSite: Sendable {
    let link: PretendLink
    private let rules: InternalRangeRules
    private let state = Mutex<(verdict: ConnectivityVerdict, checks: Int, changes: Int)>((.open, 0, 0))

    init(gateways: [String]) throws {
        link = PretendLink(gateways: gateways)
        rules = InternalRangeRules(guide: try .builtIn("b700-v2"))
    }

    /// What the connectivity check says.
    var verdict: ConnectivityVerdict {
        get { state.withLock { $0.verdict } }
        set { state.withLock { $0.verdict = newValue } }
    }
    /// How often it was asked.
    var checks: Int { state.withLock { $0.checks } }
    /// How often the way to the network was told to be another.
    var changes: Int { state.withLock { $0.changes } }

    func watch(_ tablet: TabletUnit) -> NetworkWatch {
        NetworkWatch(
            tablet: tablet,
            surroundings: .init(
                link: LinkView(link), nameServers: { [] }, rules: rules,
                check: {
                    self.state.withLock { state in
                        state.checks += 1
                        return state.verdict
                    }
                }, linkChanged: { self.state.withLock { $0.changes += 1 } }))
    }
}

/// A link that stands as a test says.
private final class PretendLink: LinkConfigurator {
    private let gateways: Mutex<[String]>

    init(gateways: [String]) { self.gateways = Mutex(gateways) }

    var configuresLink: Bool { false }

    func set(gateways: [String]) { self.gateways.withLock { $0 = gateways } }

    func apply(_ link: LinkSettings) async throws(DutyFailure) {}

    func state() async throws(DutyFailure) -> LinkState {
        LinkState(device: "eth0", gateways: gateways.withLock { $0 }, connected: true)
    }
}
