import ConnectivityGuide
import DutyModel
import Foundation
import LocalSystem
import Testing

@testable import NetworkSetup

/// Profiles as a real NetworkManager understands them, and a link that it really brings up.
@Suite("NetworkManager", .serialized) struct NetworkManagerTests {
    private static func withNetworkManager(_ work: (PrivateNetworkManager) async throws -> Void) async throws {
        let manager = try PrivateNetworkManager()
        do {
            try await work(manager)
        } catch {
            manager.stop()
            throw error
        }
        manager.stop()
    }

    private static func manualAddresses() throws -> AddressSettings {
        .manual(
            ManualAddresses(
                address: try #require(IPv4Address("192.0.2.10")), prefixLength: 24,
                gateway: try #require(IPv4Address("192.0.2.1")),
                nameServers: [try #require(IPv4Address("192.0.2.53")), try #require(IPv4Address("198.51.100.53"))]))
    }

    @Test("a cable with manual addresses comes up, and is read back")
    func wired() async throws {
        try await Self.withNetworkManager { manager in
            try await manager.link.apply(.wired(Self.manualAddresses()))
            let state = try await manager.link.state()
            print("nmcli reads back: \(state)")
            #expect(state.device == PrivateNetworkManager.device && state.kind == .wired && state.connected)
            #expect(state.addresses.contains("192.0.2.10/24"))
            #expect(state.gateways == ["192.0.2.1"])
            #expect(state.nameServers == ["192.0.2.53", "198.51.100.53"])
            let fields = "connection.id,connection.type,ipv4.method,ipv4.addresses,ipv4.gateway,ipv4.dns,ipv6.method"
            let shown = try await manager.shown(ConnectionProfile.uuid(of: .wired), fields)
            print(shown)
            #expect(
                shown == """
                    connection.id:Dutymark wired
                    connection.type:802-3-ethernet
                    ipv4.method:manual
                    ipv4.addresses:192.0.2.10/24
                    ipv4.gateway:192.0.2.1
                    ipv4.dns:192.0.2.53,198.51.100.53
                    ipv6.method:auto

                    """)
        }
    }

    @Test("a computer without a radio says so, and a cable with DHCP stands as asked")
    func dhcp() async throws {
        try await Self.withNetworkManager { manager in
            await #expect(throws: DutyFailure(.networkDeviceMissing, "")) {
                try await manager.link.apply(.wifi(Self.network(.wpa2Personal(Secret("correct horse"))), .dhcp))
            }
            try await manager.link.store(.wired(.dhcp))
            let shown = try await manager.shown(ConnectionProfile.uuid(of: .wired), "ipv4.method,ipv4.addresses")
            #expect(shown == "ipv4.method:auto\nipv4.addresses:\n")
        }
    }

    private static let name = "Büro 5; \\ = #"
    private static let fields = """
        802-11-wireless.ssid,802-11-wireless.mode,802-11-wireless.band,802-11-wireless-security.key-mgmt,\
        802-11-wireless-security.proto,802-11-wireless-security.psk,802-1x.eap,802-1x.identity,802-1x.password,\
        802-1x.phase2-auth
        """

    private static func network(_ security: WiFiSecurity, band: WiFiBand = .any) -> WiFiSettings {
        WiFiSettings(networkName: name, band: band, security: security)
    }

    @Test("each kind of wireless network of the guide stands in NetworkManager as asked")
    func wireless() async throws {
        let awkward = " p;a=s\\s w#ord "
        let authority = try LoginAuthority().pem
        func login(_ method: EnterpriseMethod) -> WiFiSecurity {
            .enterprise(
                EnterpriseLogin(
                    method: method, identity: "machine 1", password: Secret(awkward),
                    authorityPEM: method.needsAuthority ? authority : nil))
        }
        let rows: [(WiFiSettings, [String])] = [
            (Self.network(.wpaPersonal(Secret(awkward))), ["", "wpa-psk", "wpa", awkward, "", "", "", ""]),
            (
                Self.network(.wpa2Personal(Secret(awkward)), band: .gigahertz2_4),
                ["bg", "wpa-psk", "rsn", awkward, "", "", "", ""]
            ),
            (Self.network(login(.leap)), ["", "wpa-eap", "", "", "leap", "machine 1", awkward, ""]),
            (
                Self.network(login(.peap), band: .gigahertz5),
                ["a", "wpa-eap", "", "", "peap", "machine 1", awkward, "mschapv2"]
            ),
            (Self.network(login(.ttls)), ["", "wpa-eap", "", "", "ttls", "machine 1", awkward, "mschapv2"]),
        ]
        try await Self.withNetworkManager { manager in
            for (wifi, expected) in rows {
                try await manager.link.store(.wifi(wifi, .dhcp))
                let values = try await Self.values(manager, until: expected)
                let lines = try #require(values.count >= 4 ? values : nil)
                #expect(Array(lines.prefix(2)) == [Self.name, "infrastructure"])
                // Where a section is missing, nmcli has no line for it.
                #expect(lines.dropFirst(2).filter { !$0.isEmpty } == expected.filter { !$0.isEmpty }, "\(wifi)")
                let file = manager.connections + "/" + ConnectionProfile.fileName(of: .wifi)
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)
            }
            let certificate = try await manager.shown(ConnectionProfile.uuid(of: .wifi), "802-1x.ca-cert")
            let beginning = Data(authority.utf8).prefix(20).map { String(format: "%02X", $0) }.joined()
            #expect(certificate.uppercased().contains(beginning))
        }
    }

    /// What NetworkManager says of the profile; it is asked again where a secret is missing, since on a busy computer
    /// nmcli passes over a secret that NetworkManager is still taking in.
    private static func values(_ manager: PrivateNetworkManager, until expected: [String]) async throws -> [String] {
        var values: [String] = []
        for _ in 0..<20 {
            let shown = try await manager.shown(ConnectionProfile.uuid(of: .wifi), fields)
            values = shown.split(separator: "\n").map { line in
                String(line.drop { $0 != ":" }.dropFirst()).replacing("\\\\", with: "\\")
            }
            if expected.allSatisfy({ $0.isEmpty || values.contains($0) }) { break }
        }
        return values
    }

    @Test("wpa_supplicant accepts LEAP as it stands in NetworkManager")
    func leap() async throws {
        let login = EnterpriseLogin(
            method: .leap, identity: "machine 1", password: Secret("p;a#ss"), authorityPEM: nil)
        try await Self.withNetworkManager { manager in
            try await manager.link.store(.wifi(Self.network(.enterprise(login)), .dhcp))
            let fields = ["802-11-wireless-security.key-mgmt", "802-1x.eap", "802-1x.identity", "802-1x.password"]
            var values: [String] = []
            for field in fields {
                let shown = try await manager.shown(ConnectionProfile.uuid(of: .wifi), field)
                values.append(String(shown.drop { $0 != ":" }.dropFirst().prefix { $0 != "\n" }))
            }
            #expect(values == ["wpa-eap", "leap", "machine 1", "p;a#ss"])
            try """
            ap_scan=0
            network={
                ssid="\(Self.name.utf8.count)"
                key_mgmt=\(values[0].uppercased())
                eap=\(values[1].uppercased())
                identity="\(values[2])"
                password="\(values[3])"
            }
            """.write(toFile: manager.folder + "/wpa.conf", atomically: true, encoding: .utf8)
            let shell = """
                ip link add lan0 type veth peer name lan1; ip link set lan0 up
                # What a test starts may have its signals blocked, so that only the second signal ends it.
                timeout -k 1 2 stdbuf -oL wpa_supplicant -D wired -i lan0 -c "$0/wpa.conf" -dd
                """
            let said = try await OutsideProgram(path: "/usr/bin/unshare").run([
                "--net", "/bin/bash", "-c", shell, manager.folder,
            ]).output
            print(said.split(separator: "\n").filter { $0.contains("eap methods") || $0.contains("initialized") })
            // Method 17 (0x11) is LEAP; a method that is not built in stops the reading with a line number.
            #expect(said.contains("eap methods - hexdump(len=16): 00 00 00 00 11 00 00 00"), "\(said.prefix(3000))")
            #expect(said.contains("Successfully initialized wpa_supplicant"))
            #expect(!said.contains("Failed to read or parse configuration") && !said.contains("Line 1"))
        }
    }
}
