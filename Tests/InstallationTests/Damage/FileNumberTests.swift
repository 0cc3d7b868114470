import DutyModel
import Foundation
import Logging
import PublishedKeys
import Signing
import NetworkSetup
import Testing

@testable import Installation
@testable import Tablet

/// No number in a file that the program reads ends it: each is put at its bounds, and the file is refused or read.
@Suite("Numbers of files at their bounds") struct FileNumberTests {
    /// The ends of every kind of integer, what stands beside them, and what is no integer.
    static let bounds = [
        "-9223372036854775808", "-1", "0", "1", "255", "256", "65535", "65536", "2147483647", "2147483648",
        "4294967295", "4294967296", "9223372036854775806", "9223372036854775807", "9223372036854775808",
        "18446744073709551615", "18446744073709551616", "9999999999999999999999999999999999999999", "1e400", "-0",
        "0.5",
    ]

    /// The text with each of its whole numbers, one at a time, replaced by each bound; digits within words stay.
    static func walk(_ text: String) -> [String] {
        text.matches(of: /(?:^|[^0-9A-Za-z_.])(-?[0-9]{1,20})(?![0-9A-Za-z_.])/).flatMap { number in
            bounds.map { text.replacingCharacters(in: number.1.startIndex..<number.1.endIndex, with: $0) }
        }
    }

    /// One file: a text with numbers, and what reads it.
    private struct Subject {
        let path: String
        var text: String?
        let read: () async throws(DutyFailure) -> Void

        /// Puts each changed text in the place of the file and reads it; the unchanged one is read before and after.
        func check() async throws {
            let whole = try text ?? String(contentsOfFile: path, encoding: .utf8)
            let name = URL(filePath: path).lastPathComponent
            let changed = FileNumberTests.walk(whole)
            #expect(!changed.isEmpty, "\(name) has no number")
            var refused = 0
            try await put(whole)
            for text in changed {
                do throws(DutyFailure) {
                    try await put(text)
                } catch {
                    refused += 1
                    #expect(error.code != .internalError, "\(error)")
                }
            }
            #expect(refused > 0, "\(name) takes anything")
            try await put(whole)
        }

        private func put(_ text: String) async throws(DutyFailure) {
            // Over the file that is there, whose mode stays; a new one is its owner's alone.
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            }
            guard let handle = FileHandle(forWritingAtPath: path), (try? handle.truncate(atOffset: 0)) != nil,
                (try? handle.write(contentsOf: Data(text.utf8))) != nil
            else { throw DutyFailure(.internalError, "\(path) could not be written") }
            try await read()
        }
    }

    @Test("every number of every JSON file of a data folder")
    func dataFolder() async throws {
        let root = "/tmp/dutymark-numbers-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let layout = FolderLayout(root: root)
        _ = try await OpenedSystem(KeptFolder(taking: layout), pagePort: 8700)
        for subject in try subjects(layout) { try await subject.check() }
    }

    private func subjects(_ layout: FolderLayout) throws -> [Subject] {
        let tablet = try TabletFolder(path: layout.tablet)
        let rules = NetworkSettingsRules(guide: try .builtIn("b700-v2"))
        var settings = NetworkSettings.initial
        settings.proxy = .manual(ManualProxy(host: "10.9.9.9", port: 3_128, login: nil))
        let network = NetworkSettingsFile(path: tablet.network)
        try network.write(.init(confirmed: settings, trial: nil))
        let source = layout.published.source
        let lists = source.listFiles.filter { FileManager.default.fileExists(atPath: $0) }
        return [
            Subject(path: layout.ports, text: #"{"ports": {"link": 4711, "funds": 4712}}"#) { () throws(DutyFailure) in
                let book = try PortBook.read(layout.ports)
                #expect(!book.ports.values.contains(0))
            },
            Subject(path: layout.installation) { () throws(DutyFailure) in
                _ = try InstallationIdentity.read(layout.installation)
                _ = try InstallationIdentity.settled(in: layout)
            },
            Subject(path: layout.record) { () throws(DutyFailure) in
                guard try FolderRecord.read(layout) != nil else { throw DutyFailure(.dataMalformed, "no record") }
                _ = try InstallationIdentity.settled(in: layout)
            },
            Subject(path: layout.tablet + "/enrolment.json") { () throws(DutyFailure) in _ = try tablet.enrolment() },
            Subject(path: tablet.network) { () async throws(DutyFailure) in
                _ = try await NetworkSettingsBook.open(
                    path: tablet.network, rules: rules, link: ComputerLink(),
                    logger: Logger(label: "numbers") { _ in SwiftLogNoOpLogHandler() })
            },
        ]
            + lists.map { list in
                Subject(path: list) { () throws(DutyFailure) in
                    _ = KeyList.statedVersion(in: Array(FileManager.default.contents(atPath: list) ?? Data()))
                    _ = try KeyListSource(listFiles: [list], publisherFile: source.publisherFile).load()
                }
            }
    }

    @Test(
        "every number of a machine's configuration",
        arguments: [
            "format_version: 1\nguide: b700-v2\nlink: {base: 10.0.0.1, tablet: 10.0.0.2, port: 4711}\n"
                + "page: {address: 127.0.0.1, port: 8700}\ndns: [198.51.100.1]\nconfirm_above: 5000\n",
            #"{"format_version": 1, "guide": "b700-v2", "link": {"port": 4711}, "confirm_above": "5000"}"#,
        ])
    func machine(text: String) async throws {
        try await withFile { path in
            try await Subject(path: path, text: text) { () throws(DutyFailure) in
                let configuration = try MachineConfiguration.read(path).configuration
                #expect(configuration.link.port > 0 && configuration.page.port > 0)
                #expect(configuration.confirmation.limit.map { $0 > .zero } ?? true)
            }.check()
        }
    }

    @Test("every number of a back end's configuration")
    func backEnd() async throws {
        let text = """
            format_version: 1
            guide: b700-v2
            listen:
              distributor: 198.51.100.11
              funds: [198.51.100.12, 198.51.100.13]
              transactions: 198.51.100.14

            """
        try await withFile { path in
            try await Subject(path: path, text: text) { () throws(DutyFailure) in
                _ = try BackEndConfiguration.read(path)
            }.check()
        }
    }

    private func withFile(_ work: (String) async throws -> Void) async throws {
        let path = "/tmp/dutymark-numbers-\(UUID().uuidString.prefix(8)).yaml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await work(path)
    }
}
