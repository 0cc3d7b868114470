import DutyModel
import Foundation
import Testing

@testable import Installation

/// The two configuration files of data folders, damaged in the same five ways as every other file: the failure says the
/// file's row, and the row leads to a file that is read.
@Suite("Damaged configuration files") struct DamagedConfigurationTests {
    private static let backEnd = """
        format_version: 1
        guide: b700-v2
        data: .
        listen:
          distributor: 198.51.100.11
          funds: [198.51.100.12, 198.51.100.13]
          transactions: 198.51.100.14

        """

    /// Runs `work` with the folder of an installation and that of another one.
    private func withFolders(_ work: (FolderLayout, String) async throws -> Void) async throws {
        let place = "/tmp/dutymark-configuration-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: place) }
        for name in ["mine", "other"] {
            let layout = FolderLayout(root: "\(place)/\(name)")
            try FileManager.default.createDirectory(atPath: layout.root, withIntermediateDirectories: true)
            try write("machine.yaml", in: layout)
            try write("back-end.yaml", in: layout)
        }
        try await work(FolderLayout(root: "\(place)/mine"), "\(place)/other")
    }

    /// Writes the file as whoever made the folder does.
    private func write(_ name: String, in layout: FolderLayout) throws {
        guard name == "machine.yaml" else {
            return try Data(Self.backEnd.utf8).write(to: URL(filePath: "\(layout.root)/\(name)"))
        }
        let guide = try InstallationGuide(GuideChoice("b700-v2").load())
        try NewMachineConfiguration(guide: guide, name: "b700-v2").write(in: layout)
    }

    private func read(_ name: String, in layout: FolderLayout) throws(DutyFailure) -> String? {
        let path = "\(layout.root)/\(name)"
        return name == "machine.yaml"
            ? try MachineConfiguration.read(path).data : try BackEndConfiguration.read(path).data
    }

    @Test("each damage says the row, and the row leads to a file that is read", arguments: Damage.allCases)
    func eachDamage(damage: Damage) async throws {
        try await withFolders { layout, other in
            for name in ["machine.yaml", "back-end.yaml"] {
                let row = try #require(FolderTable.rows.first { $0.path == name })
                #expect(try read(name, in: layout) == layout.root)
                let isDamaged = try damage.hit(name, in: layout, other: other)
                do throws(DutyFailure) {
                    // Another installation's file names no folder but its own place, so it is as good as this one's.
                    #expect(try read(name, in: layout) == layout.root)
                    #expect(damage == .foreign, "\(name), \(damage) was read")
                    continue
                } catch {
                    #expect(isDamaged && error.remedy == row.remedy.text, "\(name), \(damage): \(error)")
                }
                try? FileManager.default.removeItem(atPath: "\(layout.root)/\(name)")
                try write(name, in: layout)
                #expect(try read(name, in: layout) == layout.root)
            }
        }
    }
}
