import DutyModel
import Foundation
import Glibc
@testable import LocalSystem
import Testing

@Suite struct AtomicFileTests {
    private func read(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    @Test func theContentIsReplacedWithTheModeAskedFor() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        try AtomicFile.write(Array("old and longer".utf8), to: path, mode: 0o644)
        try AtomicFile.write(Array("new".utf8), to: path, mode: 0o600)
        #expect(try read(path) == "new")
        #expect(try folder.mode(of: "key") == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
    }

    @Test func whatACrashLeftUnderTheTemporaryNameIsReplaced() throws {
        let folder = try TemporaryFolder()
        // A link in its place must not be followed either.
        let victim = "\(folder.path)/victim"
        try Data("untouched".utf8).write(to: URL(filePath: victim))
        symlink(victim, "\(folder.path)/.key.partial")
        try AtomicFile.write(Array("new".utf8), to: "\(folder.path)/key", mode: 0o600)
        #expect(try read("\(folder.path)/key") == "new")
        #expect(try read(victim) == "untouched")
    }

    @Test func aRefusedWriteLeavesTheOldFile() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        try AtomicFile.write(Array("old".utf8), to: path, mode: 0o600)
        chmod(folder.path, 0o555)
        let result = await asOrdinaryUser {
            Result { () throws(DutyFailure) in try AtomicFile.write([1], to: path, mode: 0o600) }
        }
        chmod(folder.path, 0o755)
        #expect(throws: DutyFailure(.dataReadOnly, "")) { try result.get() }
        #expect(try read(path) == "old")
    }

    @Test(arguments: [
        (ENOSPC, FailureCode.dataFull), (EDQUOT, .dataFull), (EROFS, .dataReadOnly), (EACCES, .dataReadOnly),
        (ENOENT, .dataMissing), (EIO, .fileUnwritable),
    ])
    func theKernelsNumberBecomesOneCode(number: Int32, code: FailureCode) {
        let failure = SystemCallFailure(call: "write", number: number)
        #expect(failure.whenWriting("/x").code == code)
        #expect(failure.whenWriting("/x").message.contains("/x"))
    }

    @Test func aFullDiskIsSaidByTheKernelItself() throws {
        let file = try OpenFile.open("/dev/full", O_WRONLY)
        let failure = #expect(throws: SystemCallFailure.self) { try file.writeAll([1, 2, 3]) }
        #expect(failure?.whenWriting("/dev/full").code == .dataFull)
    }
}

@Suite struct PrivateFileTests {
    @Test func aKeyThatOthersMayReadIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        try AtomicFile.write([1, 2, 3], to: path, mode: 0o640)
        #expect(throws: DutyFailure(.keyExposed, "")) { try PrivateFile.read(path, limitBytes: 3) }
        chmod(path, 0o600)
        #expect(try PrivateFile.read(path, limitBytes: 3) == [1, 2, 3])
        #expect(throws: DutyFailure(.dataMalformed, "")) { try PrivateFile.read(path, limitBytes: 2) }
        unlink(path)
        #expect(throws: DutyFailure(.keyMissing, "")) { try PrivateFile.read(path, limitBytes: 3) }
    }
}
