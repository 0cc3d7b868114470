import DutyModel
import Exchanges
import NetworkSetup
import SiteNetwork

/// What a self-test saw, before anybody judges it.
struct NetworkObservations: Sendable {
    /// What came of reaching one place of a service.
    struct Reach: Sendable {
        let location: ServiceLocation
        /// Nil where it answered.
        let failure: DutyFailure?
        /// The phase that failed.
        let phase: NetworkPhase?
        let milliseconds: Int64
    }

    var link: LinkState
    /// The DNS servers that the machine asks itself; nil where it leaves that to this computer.
    var nameServers: [String]?
    /// Why an address of the site cannot be used.
    var clash: DutyFailure?
    /// The proxy as it may be shown; nil without one.
    var proxy: String?
    /// Nil where the guide has no check.
    var connectivity: ConnectivityVerdict?
    var reached: [Reach]
    /// Nil unless the test is a full one.
    var exchanges: [ServiceExchange]?
}

/// Judges what a self-test saw: a pure function, so that a fault is told once, at the step where it lies, and what hangs
/// on it is passed over.
enum NetworkTestJudge {
    static func steps(_ seen: NetworkObservations) -> [NetworkTestStep] {
        [link(seen), gateway(seen), nameServers(seen), proxy(seen), names(seen), connectivity(seen)].compactMap { $0 }
            + seen.reached.map { reach($0, seen) } + (seen.exchanges ?? []).map(exchange)
    }

    private static func link(_ seen: NetworkObservations) -> NetworkTestStep {
        let link = seen.link
        guard link.device != nil || link.connected else {
            return NetworkTestStep(.link, .skipped, "this computer names no link with a default gateway")
        }
        let words = [link.device ?? "link"] + link.addresses
        guard link.connected else {
            return .failed(.link, DutyFailure(.networkLinkDown, "The link \(link.device ?? "") is not connected."))
        }
        return NetworkTestStep(.link, .passed, words.joined(separator: " "))
    }

    private static func gateway(_ seen: NetworkObservations) -> NetworkTestStep {
        if let clash = seen.clash { return .failed(.gateway, clash) }
        guard !seen.link.gateways.isEmpty else { return NetworkTestStep(.gateway, .skipped, "none is known") }
        return NetworkTestStep(.gateway, .passed, seen.link.gateways.joined(separator: " "))
    }

    private static func nameServers(_ seen: NetworkObservations) -> NetworkTestStep {
        if seen.proxy != nil { return NetworkTestStep(.nameServers, .skipped, "the proxy looks names up") }
        guard let servers = seen.nameServers else {
            return NetworkTestStep(.nameServers, .skipped, "this computer looks names up")
        }
        guard !servers.isEmpty else {
            return .failed(.nameServers, DutyFailure(.dnsFailed, "The link names no DNS server."))
        }
        return NetworkTestStep(.nameServers, .passed, servers.joined(separator: " "))
    }

    private static func proxy(_ seen: NetworkObservations) -> NetworkTestStep? {
        guard let proxy = seen.proxy else { return nil }
        if let refused = seen.reached.first(where: { $0.phase == .proxy }), let failure = refused.failure,
            seen.reached.allSatisfy({ $0.phase == .proxy })
        {
            return .failed(.proxy, failure, milliseconds: refused.milliseconds)
        }
        return NetworkTestStep(.proxy, .passed, proxy)
    }

    private static func names(_ seen: NetworkObservations) -> NetworkTestStep {
        if seen.proxy != nil { return NetworkTestStep(.names, .skipped, "the proxy looks names up") }
        let unresolved = seen.reached.filter { $0.phase == .resolve }
        guard let first = unresolved.first, let failure = first.failure else {
            return NetworkTestStep(.names, .passed, "\(seen.reached.count) names of services have an address")
        }
        return .failed(.names, failure, milliseconds: first.milliseconds)
    }

    private static func connectivity(_ seen: NetworkObservations) -> NetworkTestStep {
        guard let verdict = seen.connectivity else {
            return NetworkTestStep(.connectivity, .skipped, "the guide has no such check")
        }
        guard let failure = verdict.failure else {
            return NetworkTestStep(.connectivity, .passed, "the network is open")
        }
        // The back end counts and not the check: a site may let the one through and not the other.
        let reaches = seen.reached.contains { $0.failure == nil }
        if reaches, case .notValidated = verdict {
            return NetworkTestStep(.connectivity, .skipped, "not answered, and the back end is reached all the same")
        }
        return .failed(.connectivity, failure)
    }

    private static func reach(_ reach: NetworkObservations.Reach, _ seen: NetworkObservations) -> NetworkTestStep {
        let place = "\(reach.location.host) port \(reach.location.port)"
        let service = reach.location.service
        guard let failure = reach.failure else {
            return NetworkTestStep(.reach, service: service, .passed, place, milliseconds: reach.milliseconds)
        }
        let toldBefore = reach.phase == .resolve || reach.phase == .proxy && proxy(seen)?.result == .failed
        if toldBefore { return NetworkTestStep(.reach, service: service, .skipped, "\(place): not tried any further") }
        return .failed(.reach, service: service, failure, milliseconds: reach.milliseconds)
    }

    private static func exchange(_ exchange: ServiceExchange) -> NetworkTestStep {
        let milliseconds = exchange.duration.wholeMilliseconds
        switch exchange.result {
        case .done(let detail):
            return NetworkTestStep(.dialogue, service: exchange.service, .passed, detail, milliseconds: milliseconds)
        case .nothingToSend(let detail): return NetworkTestStep(.dialogue, service: exchange.service, .skipped, detail)
        case .failed(let failure):
            return .failed(.dialogue, service: exchange.service, failure, milliseconds: milliseconds)
        }
    }
}
