import DutyModel
import Foundation
import Glibc
import LocalSystem
import Testing

@Suite struct FolderLockTests {
    @Test func aSecondHolderIsRefusedAndTheFirstIsNamed() throws {
        let folder = try TemporaryFolder()
        let first = try FolderLock(folder: folder.path)
        let failure = #expect(throws: DutyFailure.self) { try FolderLock(folder: folder.path) }
        #expect(failure?.code == .dataInUse)
        #expect(failure?.message.contains("process \(getpid())") == true)
        withExtendedLifetime(first) {}
    }

    @Test func theLockIsFreeAgainWhenItsHolderLetsItGo() throws {
        let folder = try TemporaryFolder()
        do { _ = try FolderLock(folder: folder.path) }
        _ = try FolderLock(folder: folder.path)
    }

    @Test func aKilledProcessLeavesNoLock() throws {
        let folder = try TemporaryFolder()
        // flock(1) holds the file while it waits for cat, which says when it runs and then waits for ever.
        let child = Process()
        child.executableURL = URL(filePath: "/usr/bin/env")
        child.arguments = ["flock", "--no-fork", "\(folder.path)/lock", "sh", "-c", "echo held; exec cat"]
        let output = Pipe()
        child.standardInput = Pipe()
        child.standardOutput = output
        try child.run()
        #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))

        let failure = #expect(throws: DutyFailure.self) { try FolderLock(folder: folder.path) }
        #expect(failure?.code == .dataInUse)

        kill(child.processIdentifier, SIGKILL)
        child.waitUntilExit()
        _ = try FolderLock(folder: folder.path)
    }

    @Test func aMissingFolderCannotBeLocked() {
        let failure = #expect(throws: DutyFailure.self) { try FolderLock(folder: "/nowhere-\(UUID().uuidString)") }
        #expect(failure?.code == .dataMissing)
    }
}
