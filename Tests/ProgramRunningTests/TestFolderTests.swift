import Foundation
import ProgramRunning
import Testing

@Suite struct TestFolderTests {
    private static let mark = "made the folder "

    @Test("each folder is new and empty")
    func distinct() throws {
        let folders = try [TestFolder.make("a"), TestFolder.make("a")]
        #expect(folders[0] != folders[1])
        for folder in folders {
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
            print(Self.mark + folder.path)
        }
    }

    @Test("the folders are gone when the process that made them has ended")
    func gone() throws {
        let runner = URL(filePath: CommandLine.arguments[0])
        let answer = try FinishedProgram(
            runner, ["--testing-library", "swift-testing", "--filter", #"TestFolderTests/distinct\(\)"#],
            keepingErrors: true)
        let said = String(decoding: answer.output + answer.errors, as: UTF8.self)
        let folders = said.split(separator: "\n").filter { $0.hasPrefix(Self.mark) }.map {
            $0.dropFirst(Self.mark.count)
        }
        #expect(answer.status == 0 && folders.count == 2, "\(said)")
        for folder in folders { #expect(!FileManager.default.fileExists(atPath: String(folder)), "\(folder)") }
    }
}
