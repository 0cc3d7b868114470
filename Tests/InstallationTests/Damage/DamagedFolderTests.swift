import BackEnd
import DutyModel
import Foundation
import LocalSystem
import Testing

@testable import Base
@testable import Installation

/// Each file of a real folder, damaged in five ways: the failure says the file's row, the remedy is followed, and it
/// ends at a working machine or at the operator, never at a roll-back and never with something made in place of what
/// was lost.
// One after the other: two systems that one process starts at the same moment would pick the same ports.
@Suite(.serialized) struct DamagedFolderTests {
    /// One file damaged in one way.
    private struct Case: Sendable {
        let number: Int
        let path: String
        let damage: Damage
        var name: String { "\(path), \(damage.rawValue)" }
    }

    @Test func `every file of a used folder ends at a working machine or at the operator, whatever happens to it`()
        async throws
    {
        let used = try await UsedFolder()
        defer { used.remove() }
        let files = try used.files()
        for file in files {
            #expect(FolderTable.rows.contains { $0.covers(file) }, "\(file) has no row in the table")
        }
        let whole = try await FolderLook(try used.copy("whole"))
        #expect(whole.itemCount == 4 && whole.listedKeys.count == 2)
        let cases = files.flatMap { file in Damage.allCases.map { (file, $0) } }.enumerated().map {
            Case(number: $0.offset, path: $0.element.0, damage: $0.element.1)
        }
        #expect(cases.count > 150)
        await withTaskGroup(of: Void.self) { group in
            for (index, each) in cases.enumerated() {
                if index >= 3 { await group.next() }
                group.addTask {
                    do {
                        try await follow(each, used, whole)
                    } catch {
                        Issue.record("\(each.name): \(error)")
                    }
                }
            }
        }
        for folder in ["backend", "base", "tablet", "public"] {
            try await lose(folder, used, whole)
        }
    }

    @Test func `the base of another machine is not called lost, and each gets its own again`() async throws {
        let (used, second) = (try await UsedFolder(), try await UsedFolder())
        defer {
            used.remove()
            second.remove()
        }
        let (layout, whole) = (try used.copy("exchanged"), try await FolderLook(try used.copy("whole")))
        let (own, other) = (
            try InstallationIdentity.read(layout.installation),
            try InstallationIdentity.read(second.layout.installation)
        )
        try FileManager.default.moveItem(atPath: layout.base, toPath: "\(layout.root).base")
        try FileManager.default.moveItem(atPath: second.layout.base, toPath: layout.base)
        do throws(DutyFailure) {
            _ = try await FolderLook(layout)
            Issue.record("it started")
        } catch {
            #expect(error.code == .dataForeign && error.message.contains(layout.base), "\(error)")
            #expect(error.message.contains(other.machine.text) && error.message.contains(own.machine.text), "\(error)")
            #expect(error.remedy.contains("each its own again"), "\(error)")
        }
        try FileManager.default.moveItem(atPath: layout.base, toPath: second.layout.base)
        try FileManager.default.moveItem(atPath: "\(layout.root).base", toPath: layout.base)
        #expect(try await FolderLook(layout) == whole)
    }

    @Test func `another machine's installation without a record beside it is told by its name`() async throws {
        let used = try await UsedFolder()
        defer { used.remove() }
        let (layout, whole) = (try used.copy("foreign"), try await FolderLook(try used.copy("whole")))
        let own = try InstallationIdentity.read(layout.installation)
        try InstallationIdentity(
            verifyPrefix: own.verifyPrefix, demonstration: own.demonstration,
            machine: MachineSerial(unchecked: "OTHER-7"), psdSerial: own.psdSerial
        ).write(to: layout.installation)
        try FileManager.default.removeItem(atPath: layout.record)
        do throws(DutyFailure) {
            _ = try await FolderLook(layout)
            Issue.record("it started")
        } catch {
            #expect(error.code == .dataForeign && error.message.contains(layout.installation), "\(error)")
        }
        try own.write(to: layout.installation)
        #expect(try await FolderLook(layout) == whole)
    }

    /// A whole folder is gone: it is told, or made again without harm.
    private func lose(_ folder: String, _ used: UsedFolder, _ whole: FolderLook) async throws {
        let layout = try used.copy("without-\(folder)")
        try FileManager.default.removeItem(atPath: "\(layout.root)/\(folder)")
        let row = try #require(FolderTable.rows.first { $0.path == folder || $0.path.hasPrefix(folder + "/") })
        try await judge("the folder \(folder)", row, layout, used, whole)
    }

    private func follow(_ each: Case, _ used: UsedFolder, _ whole: FolderLook) async throws {
        let layout = try used.copy("case-\(each.number)")
        defer { try? FileManager.default.removeItem(atPath: layout.root) }
        guard try each.damage.hit(each.path, in: layout, other: used.other),
            let row = FolderTable.rows.first(where: { $0.covers(each.path) })
        else { return }
        try await judge(each.name, row, layout, used, whole, path: each.path)
    }

    private func judge(
        _ name: String, _ row: FolderTable.Row, _ layout: FolderLayout, _ used: UsedFolder, _ whole: FolderLook,
        path: String? = nil
    ) async throws {
        do throws(DutyFailure) {
            let look = try await FolderLook(layout)
            #expect(look == whole, "\(name): started otherwise than before")
            return
        } catch {
            #expect(error.remedy == row.remedy.text, "\(name): \(error)")
        }
        // A second start changes nothing: what is missing stays missing.
        await #expect(throws: DutyFailure.self, "\(name)") { try await FolderLook(layout) }
        try await cure(row.remedy, path ?? "", layout, used, name)
        let look = try await FolderLook(layout)
        #expect(look == whole || look.waitsForOperator(insteadOf: whole), "\(name): \(look) instead of \(whole)")
        if row.remedy == .insertDevice { #expect(look != whole, "\(name): the old device works again") }
    }

    /// What a person does who reads the remedy.
    private func cure(
        _ remedy: FolderRemedy, _ path: String, _ layout: FolderLayout, _ used: UsedFolder, _ name: String
    ) async throws {
        let file = "\(layout.root)/\(path)"
        switch remedy {
        case .writtenAgain, .notRead, .upOnce, .enrolAgain:
            Issue.record("\(name): “dutymark up” ought to have started")
        case .removeAndStart, .moveAside: try FileManager.default.removeItem(atPath: file)
        case .restoreBackup:
            var kept = try KeptFolder(taking: layout)
            let restored = try await BackEndBackup.restore(
                from: used.backup, to: layout.backEnd, replace: true, known: kept.record.backEnd)
            try kept.noteBackEnd(restored.identity)
        case .copyFromBackup, .copyFromNewestBackup, .copyAndCertify:
            let bytes = try PrivateFile.read(
                "\(used.backup)/\(path.dropFirst("backend/".count))", limitBytes: 1 << 16)
            try PrivateFile.write(bytes, to: file)
            if remedy == .copyAndCertify {
                _ = try BackEndInstallation.renewCertificates(inFolder: layout.backEnd, rootIn: [])
            }
        case .insertDevice:
            let base = try BaseFolder(path: layout.base)
            try base.insertDevice(
                serial: PSDSerial(97_000_001),
                insteadOf: PSDSerial(try InstallationIdentity.settled(in: layout).psdSerial))
        case .byHand: Issue.record("\(name): no file of a folder on one computer is written by hand")
        }
    }
}
