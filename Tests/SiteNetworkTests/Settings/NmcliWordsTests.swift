import Testing

@testable import SiteNetwork

@Suite struct NmcliWordsTests {
    @Test func devices() {
        let devices = NmcliWords.devices(
            in:
                "docker0:bridge:unmanaged\neth1:ethernet:unavailable\neth0:ethernet:connected\nwlan0:wifi:disconnected\n"
        )
        #expect(NmcliWords.device(for: .wired, among: devices)?.name == "eth0")
        #expect(NmcliWords.device(for: .wifi, among: devices)?.name == "wlan0")
        #expect(NmcliWords.device(for: .wifi, among: devices.filter { $0.kind == .wired }) == nil)
    }

    @Test func stateOfALink() {
        let state = NmcliWords.state(
            in: """
                GENERAL.DEVICE:eth0
                GENERAL.TYPE:ethernet
                GENERAL.STATE:100 (connected)
                IP4.ADDRESS[1]:192.0.2.10/24
                IP4.GATEWAY:192.0.2.1
                IP4.DNS[1]:192.0.2.53
                IP4.DNS[2]:192.0.2.54
                IP6.ADDRESS[1]:fe80\\:\\:1/64
                IP6.GATEWAY:
                """)
        #expect(
            state
                == LinkState(
                    device: "eth0", kind: .wired, addresses: ["192.0.2.10/24", "fe80::1/64"], gateways: ["192.0.2.1"],
                    nameServers: ["192.0.2.53", "192.0.2.54"], connected: true))
    }
}
