import ConnectivityGuide
import DutyModel
import Testing

@testable import NetworkSetup

/// The link of a computer as its kernel tells it, and what clashes with the machine's own addresses.
@Suite struct ComputerLinkTests {
    private static let routes = """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
        eth0\t00000000\t610AA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
        eth0\t000AA8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
        eth1\t00000000\t0101A8C0\t0002\t0\t0\t1\t00000000\t0\t0\t0
        """

    @Test func `of several default routes the one in use comes first, and a dead one counts for nothing`() {
        #expect(
            DefaultRoute.all(inRoutes: Self.routes) == [
                DefaultRoute(device: "eth0", gateway: "192.168.10.97", metric: 100),
                DefaultRoute(device: "wlan0", gateway: "192.168.1.1", metric: 600),
            ])
    }

    @Test func `IPv6 routes are read too, and one that rejects is no way`() {
        let zero = String(repeating: "0", count: 32)
        let router = "fe80000000000000000000000000000" + "1"
        let text = """
            \(zero) 00 \(zero) 00 \(router) 00000064 00000001 00000000 00000003 eth0
            \(zero) 00 \(zero) 00 \(zero) ffffffff 00000001 00000000 00200200 lo
            20010db8\(String(repeating: "0", count: 24)) 40 \(zero) 00 \(zero) 00000100 00000001 00000000 00000001 eth0
            """
        #expect(
            DefaultRoute.all(inIPv6Routes: text) == [DefaultRoute(device: "eth0", gateway: "fe80::1", metric: 100)])
    }

    @Test func `text that is no table gives no route`() {
        for text in [
            "", "Iface", "a b c", "Iface\neth0\tzz\tzz\t1\t0\t0\t0\tzz", String(repeating: "x ", count: 10_000),
        ] {
            #expect(DefaultRoute.all(inRoutes: text).isEmpty)
            #expect(DefaultRoute.all(inIPv6Routes: text).isEmpty)
        }
    }

    @Test func `the resolver's servers are read in their order`() {
        let text =
            "# nameserver 1.1.1.1\nsearch site\nnameserver 192.168.10.250\nnameserver\tfe80::1%eth0\nnameserver\n"
        #expect(ResolverSettings.nameServers(in: text) == ["192.168.10.250", "fe80::1%eth0"])
    }

    @Test(
        "addresses that the machine uses inside itself clash, and their neighbours do not",
        arguments: [
            ("192.168.10.96", true), ("192.168.10.111", true), ("192.168.10.240", true), ("192.168.10.255", true),
            ("192.168.10.95", false), ("192.168.10.112", false), ("192.168.10.239", false), ("192.168.11.96", false),
            ("fe80::1", false), ("", false),
        ])
    func clash(address: String, clashes: Bool) throws {
        let rules = InternalRangeRules(guide: try .builtIn("b700-v2"))
        let asGateway = rules.clash(gateways: ["198.51.100.1", address], nameServers: [])
        let asServer = rules.clash(gateways: [], nameServers: [address])
        for failure in [asGateway, asServer] {
            #expect((failure?.code == .gatewayInInternalRange) == clashes)
            if clashes { #expect(failure?.message.contains(address) == true) }
        }
        #expect(asServer?.message.contains("DNS server") ?? !clashes)
    }
}
