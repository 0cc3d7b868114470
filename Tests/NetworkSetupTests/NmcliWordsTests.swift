import DutyModel
import Testing

@testable import NetworkSetup

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

    @Test func theNetworkInUse() {
        let text = " :2412 MHz:70:WPA1 WPA2\n*:5180 MHz:54:WPA2 802.1X\n :5955 MHz:40:WPA3\n"
        let radio = NmcliWords.radio(in: text)
        #expect(radio == RadioFacts(megahertz: 5_180, signalPercent: 54, protection: ["WPA2", "802.1X"]))
        for open in ["*:2437 MHz:61:\n", "*:2437 MHz:61:--\n"] {
            #expect(NmcliWords.radio(in: open)?.protection == [])
        }
        for none in ["", " :2437 MHz:61:WPA2\n", "*:x:61:WPA2\n", "*:2437 MHz:101:WPA2\n", "*:2437 MHz:61\n"] {
            #expect(NmcliWords.radio(in: none) == nil)
        }
    }

    @Test func theInterfaceOfALoginPage() {
        let text = """
            DHCP4.OPTION[1]:dhcp_lease_time = 120
            DHCP4.OPTION[2]:default_url = https\\://login.guest.example/api?a\\:b
            DHCP4.OPTION[3]:ip_address = 192.0.2.105
            """
        #expect(NmcliWords.portalAPI(in: text) == "https://login.guest.example/api?a:b")
        #expect(NmcliWords.portalAPI(in: "DHCP4.OPTION[1]:wpad = https\\://a.example/\nIP4.DNS[1]:192.0.2.1") == nil)
        let networkd =
            "ADMIN_STATE=configured\nDNS=192.0.2.1\nCAPTIVE_PORTAL=https://login.guest.example/api\nMDNS=no\n"
        #expect(LinkHints.networkdPortal(in: networkd) == "https://login.guest.example/api")
        #expect(LinkHints.networkdPortal(in: "DNS=192.0.2.1\n") == nil)
    }
}
