import BackEnd
import BackEndHTTP
import DutyModel
import Foundation
import Testing

@testable import Installation

@Suite("Configuration of an installation")
struct ConfigurationTests {
    private static let listen = """
        listen:
          distributor: 198.51.100.11
          funds: [198.51.100.12, 198.51.100.13]
          transactions: 198.51.100.14
        """

    @Test("a back end serves the guide's hosts, ports and paths at the addresses it is given")
    func backEnd() throws {
        let text = "guide: b700-v2\ndata: here\n\(Self.listen)\n  connectivity_check: 198.51.100.15"
        try withFile(text) { path in
            let (configuration, data) = try BackEndConfiguration.read(path)
            let funds = try #require(configuration.listeners.services[.funds])
            #expect(funds.map(\.bindHost) == ["198.51.100.12", "198.51.100.13"])
            #expect(funds.map(\.publicHost) == ["incometp4.pb.com", "aucometdr4.pb.com"])
            #expect(funds.map(\.path) == ["/csd/t3cometsserver_35.aspx", "/t3cometsserver_14.asp"])
            #expect(funds.map(\.port) == [443, 443])
            #expect(configuration.listeners.services[.transactions]?.map(\.path) == ["/messages"])
            #expect(configuration.listeners.plain == nil)
            #expect(configuration.listeners.connectivity?.plain.port == 80)
            #expect(configuration.listeners.connectivity?.tls?.port == 443)
            #expect(data?.hasSuffix("/here") == true)
        }
    }

    @Test("the public check is served where the file says so, with a certificate of its own where it has one")
    func publicCheck() throws {
        let own = CredentialFiles(certificate: "\(folder)/chain.pem", key: "/etc/key.pem")
        for (line, place) in [
            ("", nil),
            (
                "public_check: {address: 203.0.113.20, port: 443}",
                PublicCheckPlace(address: "203.0.113.20", port: 443, credential: nil)
            ),
            (
                "public_check: {address: '::', port: 8443, certificate: chain.pem, key: /etc/key.pem}",
                PublicCheckPlace(address: "::", port: 8443, credential: own)
            ),
        ] {
            try withFile("guide: b700-v2\n\(line)\n\(Self.listen)") { path in
                let configuration = try BackEndConfiguration.read(path).configuration
                #expect(configuration.publicCheck == place)
            }
        }
    }

    @Test("the acts lie beside the books unless the file puts them into another folder that is there")
    func acts() throws {
        for (line, place) in [
            ("", ActFilePlace.besideBooks), ("acts: acts.log", .file("\(folder)/acts.log")),
            ("acts: /tmp/a", .file("/tmp/a")),
        ] {
            try withFile("guide: b700-v2\n\(line)\n\(Self.listen)") { path in
                let configuration = try BackEndConfiguration.read(path).configuration
                #expect(configuration.acts == place)
            }
        }
    }

    @Test("a key list is valid for a week unless the file says another number of hours")
    func validHours() throws {
        for (line, hours) in [
            ("", Int64(168)), ("key_list_valid_hours: 24", 24), ("key_list_valid_hours: 8784", 8_784),
        ] {
            try withFile("guide: b700-v2\n\(line)\n\(Self.listen)") { path in
                let read = try BackEndConfiguration.read(path).configuration
                #expect(read.keyList.validHours == hours)
            }
        }
    }

    private var folder: String { FileManager.default.temporaryDirectory.standardizedFileURL.path }

    @Test("a machine has the guide's internal addresses and this computer's page unless it is told otherwise")
    func machine() throws {
        try withFile("guide: b700-v2\nlink: {port: 4711}") { path in
            let (configuration, data) = try MachineConfiguration.read(path)
            #expect(configuration.link == LinkPlace(base: "192.168.10.240", tablet: "192.168.10.96", port: 4711))
            #expect(configuration.page == PagePlace(address: "127.0.0.1", port: 8700))
            #expect(configuration.networkLink == .owner)
            #expect(configuration.nameServers.isEmpty && configuration.rootsFile == nil && data == nil)
        }
    }

    @Test("JSON is read as well")
    func json() throws {
        let text =
            #"{"format_version": 1, "guide": "b700-v2", "link": {"base": "10.0.0.1", "port": 1}, "dns": ["::1"]}"#
        try withFile(text, version: "") { path in
            let configuration = try MachineConfiguration.read(path).configuration
            #expect(configuration.link.base == "10.0.0.1")
            #expect(configuration.nameServers == ["::1"])
        }
    }

    @Test(
        "what is wrong is refused by its key",
        arguments: [
            ("guide: b700-v2\nlink: {port: 0}", "link.port"),
            ("guide: b700-v2\nlink: {base: here, port: 1}", "link.base"),
            ("guide: b700-v2\nlink: {port: 1}\ndns: [198.51.100.1, x]", "dns[1]"),
            ("guide: b700-v2\nlink: {port: 1}\ndns: []", "dns"),
            ("guide: b700-v2\nlink: {port: 1}\nnetwork_link: mine", "network_link"),
            ("guide: b700-v2\nlink: {port: 1}\npage: {addres: 127.0.0.1}", "addres"),
            ("guide: b700-v2\nlink: {port: 1}\nprxy: none", "prxy"),
            ("guide: b700-v2", "“link” is missing"),
        ])
    func refusedMachine(text: String, key: String) throws {
        try expectRefusal(text, naming: key) { _ = try MachineConfiguration.read($0) }
    }

    @Test(
        "addresses that do not fit the guide are refused",
        arguments: [
            ("guide: b700-v2\nlisten: {distributor: 1.2.3.4, funds: 1.2.3.4}", "“transactions” is missing"),
            (
                "guide: b700-v2\nlisten:\n  distributor: [1.2.3.4, 1.2.3.5]\n  funds: 1.2.3.4\n  transactions: 1.2.3.4",
                "1 places of the service distributor"
            ),
            ("guide: b700-v2\nacts: /no/such/folder/acts.log\n\(listen)", "acts"),
            ("guide: b700-v2\nacts: /tmp\n\(listen)", "acts"),
            ("guide: b700-v2\n\(listen)\nkey_list_valid_hours: 23", "key_list_valid_hours"),
            ("guide: b700-v2\n\(listen)\nkey_list_valid_hours: a week", "key_list_valid_hours"),
            ("guide: b700-v2\n\(listen)\nserver_authority: {certificate: a.pem}", "“key” is missing"),
            ("guide: b700-v2\n\(listen)\npublic_check: {address: 1.2.3.4}", "“port” is missing"),
            ("guide: b700-v2\n\(listen)\npublic_check: {address: 1.2.3.4, port: 70000}", "public_check.port"),
            ("guide: b700-v2\n\(listen)\npublic_check: {address: here, port: 443}", "public_check.address"),
            (
                "guide: b700-v2\n\(listen)\npublic_check: {address: 1.2.3.4, port: 1, key: a}",
                "“certificate” is missing"
            ),
            ("guide: b700-v2\n\(listen)\npublic_check: {address: 1.2.3.4, port: 1, plain: yes}", "plain"),
            ("guide: b700-v2\n\(listen)\npublic_check: off", "public_check"),
        ])
    func refusedBackEnd(text: String, key: String) throws {
        try expectRefusal(text, naming: key) { _ = try BackEndConfiguration.read($0) }
    }

    @Test("a file of another version, an empty one, and none at all are told apart")
    func files() throws {
        try withFile("guide: b700-v2\nlink: {port: 1}", version: "format_version: 2\n") { path in
            #expect(throws: DutyFailure(.configInvalid, "")) { try MachineConfiguration.read(path) }
        }
        try withFile("", version: "") { path in
            #expect(throws: DutyFailure(.configInvalid, "")) { try MachineConfiguration.read(path) }
        }
        #expect(throws: DutyFailure(.fileUnreadable, "")) { try MachineConfiguration.read("/no/such/file.yaml") }
        try withFile("guide: b800\nlink: {port: 1}") { path in
            #expect(throws: DutyFailure(.guideUnknown, "")) { try MachineConfiguration.read(path) }
        }
    }

    private func expectRefusal(_ text: String, naming key: String, _ read: (String) throws -> Void) throws {
        try withFile(text) { path in
            do {
                try read(path)
                Issue.record("\(text) was read")
            } catch let failure as DutyFailure {
                #expect(failure.code == .configInvalid)
                #expect(failure.message.contains(key) && failure.message.contains(path), "\(failure.message)")
            }
        }
    }

    private func withFile(
        _ text: String, version: String = "format_version: 1\n", _ work: (String) throws -> Void
    ) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "dutymark-\(UUID().uuidString).yaml").path
        try (version + text).write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try work(path)
    }
}
