import ConnectivityGuide
import DutyModel
import Testing

@Suite("Picked ports of the guide local") struct PickedPortTests {
    let guide: ConnectivityGuide
    let ports: [String: UInt16] = [
        "distributor": 41_001, "distributor_plain": 41_002, "funds": 41_003, "transactions": 41_004,
        "link": 41_005,
    ]

    init() throws { guide = try ConnectivityGuide.builtIn("local") }

    @Test("only the page's port is fixed")
    func keys() {
        #expect(Set(guide.portKeysToPick) == Set(ports.keys))
        #expect(guide.endpoints.compactMap(\.portNumber) == [8700])
        #expect(guide.permits(host: "funds.localhost", port: 41_003, transport: .tcp) == nil)
    }

    @Test("filled in, every service can be reached, and nothing else")
    func resolved() throws {
        let resolved = try guide.resolved(ports: ports)
        #expect(resolved.portKeysToPick.isEmpty)
        for service in ServiceName.allCases {
            let endpoint = try resolved.endpoint(for: service)
            #expect(endpoint.portNumber == ports[service.rawValue])
            #expect(endpoint.host.text == "\(service.rawValue).localhost")
            #expect(endpoint.path != nil)
        }
        #expect(resolved.plainEndpoint(of: .distributor)?.portNumber == 41_002)
        #expect(resolved.permits(host: "funds.localhost", port: 41_004, transport: .tcp) == nil)
    }

    @Test("a port too few, too many, or 0 is refused")
    func refused() {
        var fewer = ports
        fewer["funds"] = nil
        #expect(throws: DutyFailure(.guideKeyMissing, "")) { try guide.resolved(ports: fewer) }
        #expect(throws: DutyFailure(.guideUnknownKey, "")) {
            try guide.resolved(ports: ports.merging(["page": 1]) { $1 })
        }
        #expect(throws: DutyFailure(.guideBadPort, "")) {
            try guide.resolved(ports: ports.merging(["funds": 0]) { $1 })
        }
    }

    @Test("a name that no built-in guide has is refused")
    func unknown() {
        for name in ["b800", "", "../local", "local.yaml", "b700-v2-coverage"] {
            #expect(throws: DutyFailure(.guideUnknown, "")) { try ConnectivityGuide.builtIn(name) }
        }
    }
}
