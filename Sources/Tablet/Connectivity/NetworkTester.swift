import DutyModel
import Exchanges
import SiteNetwork

/// Tests how the machine reaches its back end, by the very way that its work takes.
public struct NetworkTester: Sendable {
    private let surroundings: NetworkWatch.Surroundings
    private let proxy: @Sendable () -> String?
    private let resolvesItself: Bool
    private let places: [ServiceLocation]
    private let dialler: SiteDialler

    /// A tester.
    ///
    /// - Parameters:
    ///   - proxy: the proxy in use as it may be shown; nil without one.
    ///   - resolvesItself: whether the machine asks DNS servers itself.
    ///   - places: every place of every service, as the guide names them.
    public init(
        _ surroundings: NetworkWatch.Surroundings, proxy: @escaping @Sendable () -> String?, resolvesItself: Bool,
        places: [ServiceLocation], dialler: SiteDialler
    ) {
        self.surroundings = surroundings
        self.proxy = proxy
        self.resolvesItself = resolvesItself
        self.places = places
        self.dialler = dialler
    }

    /// Looks at the link and tries every place at the same time.
    func observe() async -> NetworkObservations {
        await surroundings.link.look()
        async let verdict = surroundings.check?()
        let reached = await withTaskGroup(of: (Int, NetworkObservations.Reach).self) { group in
            for (index, place) in places.enumerated() { group.addTask { (index, await reach(place)) } }
            var all: [(Int, NetworkObservations.Reach)] = []
            for await reach in group { all.append(reach) }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let link = surroundings.link.state
        let nameServers = surroundings.nameServers()
        return NetworkObservations(
            link: link, nameServers: resolvesItself ? nameServers : nil,
            clash: surroundings.rules.clash(gateways: link.gateways, nameServers: nameServers), proxy: proxy(),
            connectivity: await verdict, reached: reached)
    }

    /// Whether any place of the back end answers now.
    public func reachesBackEnd() async -> Bool {
        guard let first = places.first else { return false }
        return await reach(first).failure == nil
    }

    /// A question without a message: whatever the service says to it, it is there.
    private func reach(_ place: ServiceLocation) async -> NetworkObservations.Reach {
        let start = ContinuousClock.now
        let endpoint = SiteEndpoint(host: place.host, port: place.port, transport: .tls)
        do throws(NetworkFailure) {
            _ = try await dialler.exchange(SiteRequest(method: .get, path: place.path), with: endpoint)
            return .init(
                location: place, failure: nil, phase: nil, milliseconds: (ContinuousClock.now - start).wholeMilliseconds
            )
        } catch {
            return .init(
                location: place, failure: error.failure, phase: error.phase,
                milliseconds: (ContinuousClock.now - start).wholeMilliseconds)
        }
    }
}

extension TabletUnit {
    /// As `MachineOperations` says.
    public func testNetwork(full: Bool) async throws(DutyFailure) -> NetworkTestReport {
        guard let tester = site.tester else {
            throw DutyFailure(.doctorMissing, "This machine runs without a doctor.")
        }
        var seen = await tester.observe()
        noteNetwork(seen.clash)
        // Services that are not reached are not talked with: the step before says why.
        if full, seen.reached.contains(where: { $0.failure == nil }) {
            seen.exchanges = await exchangeWithEveryService()
        }
        let report = NetworkTestReport(isFull: full, at: surroundings.clock.now(), steps: NetworkTestJudge.steps(seen))
        if seen.connectivity == .open || seen.reached.allSatisfy({ $0.failure == nil }) { wake() }
        return report
    }
}
