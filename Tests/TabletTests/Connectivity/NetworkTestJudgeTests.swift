import DutyModel
import Exchanges
import NetworkSetup
import SiteNetwork
import Testing

@testable import Tablet

/// How a self-test is judged: a fault is told once, at the step where it lies.
@Suite struct NetworkTestJudgeTests {
    @Test func `a network in order passes every step that was tried`() {
        let steps = NetworkTestJudge.steps(Self.observations())
        #expect(steps.allSatisfy { $0.result == .passed })
        #expect(steps.map(\.subject) == [.link, .gateway, .nameServers, .names, .connectivity, .reach, .reach])
    }

    @Test func `names that are not found are told once, and the services pass as not tried`() {
        let steps = NetworkTestJudge.steps(
            Self.observations { $0.reached = Self.reached(.dnsNameUnknown, in: .resolve) })
        #expect(Self.failed(steps) == [.names])
        #expect(steps.filter { $0.subject == .reach }.allSatisfy { $0.result == .skipped })
    }

    @Test func `a proxy that refuses everything is told once`() {
        let steps = NetworkTestJudge.steps(
            Self.observations {
                $0.proxy = "proxy.example port 3128"
                $0.reached = Self.reached(.proxyAuthRequired, in: .proxy)
                $0.connectivity = .notValidated(.proxyAuthRequired, message: "")
            })
        #expect(Self.failed(steps) == [.proxy, .connectivity])
        #expect(steps.first { $0.result == .failed }?.failure?.code == .proxyAuthRequired)
        #expect(steps.first { $0.subject == .names }?.result == .skipped, "the proxy looks names up")
    }

    @Test func `a proxy that refuses one place is told at that place`() {
        let steps = NetworkTestJudge.steps(
            Self.observations {
                $0.proxy = "proxy.example port 3128"
                $0.reached[1] = Self.reached(.proxyDenied, in: .proxy)[1]
            })
        #expect(steps.filter { $0.result == .failed }.map(\.service) == [.funds])
    }

    @Test func `one closed host is told at that host, and the rest is in order`() {
        let steps = NetworkTestJudge.steps(
            Self.observations { $0.reached[1] = Self.reached(.connectTimeout, in: .connect)[1] })
        #expect(steps.filter { $0.result == .failed }.map(\.service) == [.funds])
    }

    @Test func `a check that is not answered is no fault where the back end is reached`() {
        let seen = Self.observations { $0.connectivity = .notValidated(.connectTimeout, message: "") }
        #expect(Self.failed(NetworkTestJudge.steps(seen)) == [])
        let portal = Self.observations { $0.connectivity = .portal(status: 302) }
        #expect(Self.failed(NetworkTestJudge.steps(portal)) == [.connectivity])
    }

    @Test func `a clash, a dead link and a link without DNS servers are each told`() {
        let clash = Self.observations { $0.clash = DutyFailure(.gatewayInInternalRange, "") }
        #expect(Self.failed(NetworkTestJudge.steps(clash)) == [.gateway])
        let dead = Self.observations { $0.link.connected = false }
        #expect(Self.failed(NetworkTestJudge.steps(dead)) == [.link])
        let nameless = Self.observations { $0.nameServers = [] }
        #expect(Self.failed(NetworkTestJudge.steps(nameless)) == [.nameServers])
    }

    @Test func `a full test ends with what each service signed`() {
        let steps = NetworkTestJudge.steps(
            Self.observations {
                $0.exchanges = [
                    ServiceExchange(service: .distributor, result: .done("directory 3"), duration: .milliseconds(12)),
                    ServiceExchange(
                        service: .funds, result: .failed(DutyFailure(.serverBusy, "Busy.")), duration: .seconds(1)),
                    ServiceExchange(service: .transactions, result: .nothingToSend("nothing"), duration: .zero),
                ]
            }
        ).filter { $0.subject == .dialogue }
        #expect(steps.map(\.result) == [.passed, .failed, .skipped])
        #expect(steps.map(\.milliseconds) == [12, 1_000, nil])
        #expect(steps[1].failure?.code == .serverBusy)
    }

    private static func failed(_ steps: [NetworkTestStep]) -> [NetworkTestStep.Subject] {
        steps.filter { $0.result == .failed }.map(\.subject)
    }

    private static func observations(_ change: (inout NetworkObservations) -> Void = { _ in }) -> NetworkObservations {
        var seen = NetworkObservations(
            link: LinkState(
                device: "eth0", addresses: ["198.51.100.2"], gateways: ["198.51.100.1"], connected: true),
            nameServers: ["198.51.100.53"], clash: nil, proxy: nil, connectivity: .open, reached: reached(nil, in: nil),
            exchanges: nil)
        change(&seen)
        return seen
    }

    private static func reached(_ code: FailureCode?, in phase: NetworkPhase?) -> [NetworkObservations.Reach] {
        [ServiceName.distributor, .funds].map { service in
            .init(
                location: ServiceLocation(service: service, host: "\(service).example", port: 443, path: "/"),
                failure: code.map { DutyFailure($0, "It failed.") }, phase: phase, milliseconds: 5)
        }
    }
}
