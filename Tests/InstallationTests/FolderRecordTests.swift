import BackEnd
import DutyModel
import Foundation
import Testing

@testable import Installation

/// What may be made in a data folder: only what was never there.
@Suite struct FolderRecordTests {
    /// Each part is made once: not where it was noted, and not where something is that only comes after it.
    @Test(arguments: FolderPart.allCases, 0..<16) func `nothing is made where a later thing shows that it was there`(
        _ part: FolderPart, _ bits: Int
    ) {
        let traces = FolderTraces(
            backEnd: bits & 1 != 0, base: bits & 2 != 0, tablet: bits & 4 != 0, published: bits & 8 != 0)
        let may = FolderRecord().mayMake(part, beside: traces)
        switch part {
        case .installation: #expect(may == (bits == 0))
        case .backEnd: #expect(may == (!traces.tablet && !traces.published))
        case .base: #expect(may == !traces.tablet)
        }
    }

    @Test func `what is noted is never made again, whatever else is gone`() throws {
        let nothing = FolderTraces(backEnd: false, base: false, tablet: false, published: false)
        var record = FolderRecord()
        record.installation = try .demonstration(prefix: .ofLocalPage(port: 8700))
        record.base = true
        record.backEnd = try Self.identity()
        for part in FolderPart.allCases { #expect(!record.mayMake(part, beside: nothing)) }
    }

    /// The order of a first start: after each step the process may end, and the next start completes it.
    @Test func `a crash at each step of the first start is completed by the next one`() async throws {
        let place = "/tmp/dutymark-record-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: place) }
        let port = UInt16(8700)
        func layout(_ name: String) -> FolderLayout { FolderLayout(root: "\(place)/\(name)") }
        func settle(_ kept: inout KeptFolder) throws(DutyFailure) -> InstallationIdentity {
            try kept.installation { () throws(DutyFailure) in try .demonstration(prefix: .ofLocalPage(port: port)) }
        }
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        do { _ = try KeptFolder(taking: layout("taken")) }
        do {
            var kept = try KeptFolder(taking: layout("settled"))
            _ = try settle(&kept)
        }
        do {
            var kept = try KeptFolder(taking: layout("back end"))
            let installation = try settle(&kept)
            _ = try await OpenedBackEnd(&kept, of: installation)
        }
        do {
            var kept = try KeptFolder(taking: layout("half a back end"))
            let installation = try settle(&kept)
            _ = try await OpenedBackEnd(&kept, of: installation)
            // As if the process had ended before it noted the back end, whose database was not made yet.
            var record = kept.record
            record.backEnd = nil
            try record.write(kept.layout)
            try FileManager.default.removeItem(atPath: "\(kept.layout.backEnd)/back-end.sqlite")
        }
        do {
            var kept = try KeptFolder(taking: layout("base"))
            let installation = try settle(&kept)
            _ = try await OpenedBackEnd(&kept, of: installation)
            _ = try OpenedBase(&kept, installation: installation)
        }
        for name in ["taken", "settled", "back end", "half a back end", "base"] {
            let system = try await OpenedSystem(KeptFolder(taking: layout(name)), pagePort: port)
            #expect(system.folder.record.backEnd == system.backEnd.installation.identity, "\(name)")
            #expect(system.folder.record.base && system.folder.record.tablet, "\(name)")
        }
    }

    /// The stamps that were made carry the prefix; a changed file must never get its word taken for theirs.
    @Test(arguments: ["installation.json", "record.json"]) func `whichever of two files was changed is found and named`(
        _ changed: String
    ) async throws {
        let layout = FolderLayout(root: "/tmp/dutymark-record-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(atPath: layout.root) }
        let installation: InstallationIdentity
        do {
            let system = try await OpenedSystem(KeptFolder(taking: layout), pagePort: 8700)
            installation = system.installation
            try await KeyListPublication(system.backEnd.installation, of: installation, into: layout.published)
                .publish()
        }
        let path = "\(layout.root)/\(changed)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let other = text.replacing("127.0.0.1:8700", with: "127.0.0.2:8700")
        #expect(other != text)
        try other.write(toFile: path, atomically: true, encoding: .utf8)
        let failure = await #expect(throws: DutyFailure.self) {
            _ = try await OpenedSystem(KeptFolder(taking: layout), pagePort: 8700)
        }
        #expect(
            failure?.code == .dataForeign && failure?.message.contains(path) == true, "\(String(describing: failure))")
        try FileManager.default.removeItem(atPath: path)
        let again = try await OpenedSystem(KeptFolder(taking: layout), pagePort: 8700)
        #expect(again.installation == installation)
    }

    /// A folder of an earlier version has no record; one is begun with what is there, and what is gone is still told.
    @Test func `a folder without a record goes on, and what it lost is not made again`() async throws {
        let place = "/tmp/dutymark-record-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: place) }
        let (layout, port) = (FolderLayout(root: place), UInt16(8700))
        func open() async throws(DutyFailure) { _ = try await OpenedSystem(KeptFolder(taking: layout), pagePort: port) }
        try await open()
        try FileManager.default.removeItem(atPath: layout.record)
        try await open()
        #expect(try FolderRecord.read(layout)?.backEnd != nil)
        for lost in [layout.backEnd, layout.base, layout.installation] {
            try FileManager.default.removeItem(atPath: layout.record)
            try FileManager.default.moveItem(atPath: lost, toPath: lost + ".aside")
            let key = FileManager.default.contents(atPath: layout.published.publisherFile)
            await #expect(throws: DutyFailure(.dataMissing, ""), "\(lost)") {
                try await open()
            }
            #expect(FileManager.default.contents(atPath: layout.published.publisherFile) == key)
            #expect(!FileManager.default.fileExists(atPath: "\(lost)/keys"))
            try? FileManager.default.removeItem(atPath: lost)
            try FileManager.default.moveItem(atPath: lost + ".aside", toPath: lost)
        }
        try await open()
    }

    private static func identity() throws -> BackEndIdentity {
        let text = """
            {"distributorKey":"\(hex)","fundsKey":"\(hex)","transactionsKey":"\(hex)","publisherKey":"\(hex)",
            "authorityKeyHash":"\(hex)","books":"00"}
            """
        return try JSONDecoder().decode(BackEndIdentity.self, from: Data(text.utf8))
    }

    private static let hex = String(repeating: "0a", count: 32)
}
