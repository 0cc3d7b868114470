import DutyModel
import Foundation
import Testing

@testable import Printing

@Suite struct FolderPrintEngineTests {
    private func makeFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/dutymark-engine-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test func bothFilesAppearUnderTheNameOfTheImpression() async throws {
        let folder = try makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sample = try SampleImpression()
        let engine = FolderPrintEngine(folder: folder)
        try await engine.print(sample.face)
        try await engine.print(sample.face)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(files == ["P00000042-1-1234.pdf", "P00000042-1-1234.png"])
        let png = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + files[1])))
        #expect(try QRImageReader().stampCode(inPNG: png) == sample.code)
    }

    @Test func specimenNeverTakesTheNameOfAnImpression() async throws {
        let folder = try makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await FolderPrintEngine(folder: folder).print(SampleImpression(specimen: "Not authorised.").face)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["specimen.pdf", "specimen.png"])
    }

    @Test func missingFolderIsAFailureThatSaysWhatToDo() async throws {
        let face = try SampleImpression().face
        await #expect(throws: DutyFailure(.fileUnwritable, "")) {
            try await FolderPrintEngine(folder: "/nonexistent/prints").print(face)
        }
    }
}
