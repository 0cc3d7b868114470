import DutyModel
import Foundation
import Glibc
import LocalSystem
import Testing

@Suite struct ProbedFolderTests {
    private func look(_ path: String, _ missing: ProbedFolder.WhenMissing = .refuse) -> Result<
        ProbedFolder, DutyFailure
    > {
        Result { () throws(DutyFailure) in
            try ProbedFolder(probing: path, whenMissing: missing, newestKnownVersion: 3)
        }
    }

    private func code(_ result: Result<ProbedFolder, DutyFailure>) -> FailureCode? {
        if case .failure(let failure) = result { failure.code } else { nil }
    }

    @Test func aMissingFolderIsRefusedOrMadePrivate() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a/b/c"
        #expect(code(look(path)) == .dataMissing)
        #expect(try look(path, .create).get().layoutVersion == nil)
        #expect(try folder.mode(of: "a/b/c") == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
    }

    @Test func aFileIsNoFolder() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: URL(filePath: "\(folder.path)/file"))
        #expect(code(look("\(folder.path)/file", .create)) == .dataMissing)
    }

    @Test func aFolderThatCannotBeWrittenIsReadOnly() async throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o555)
        let path = folder.path
        let result = await asOrdinaryUser { self.look(path) }
        chmod(folder.path, 0o755)
        #expect(code(result) == .dataReadOnly)
    }

    @Test func aNewerLayoutIsRefusedAndAnOlderOneNamed() throws {
        let folder = try TemporaryFolder()
        let made = try look(folder.path).get()
        try made.markVersion(3)
        #expect(try look(folder.path).get().layoutVersion == 3)
        try made.markVersion(4)
        #expect(code(look(folder.path)) == .dataNewerVersion)
    }

    @Test(arguments: ["", "3", "03\n", "three\n", "-1\n", "3\n\n", "99999999999999999999\n"])
    func aVersionFileThatIsNotOneNumberCountsAsNone(text: String) throws {
        let folder = try TemporaryFolder()
        try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/\(ProbedFolder.versionFileName)"))
        #expect(try look(folder.path).get().layoutVersion == nil)
    }
}
