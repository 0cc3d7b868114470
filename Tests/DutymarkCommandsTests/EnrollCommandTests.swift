import ArgumentParser
import Foundation
import Testing

@testable import DutymarkCommands

/// What “dutymark backend enroll” refuses.
@Suite struct EnrollCommandTests {
    @Test func aPrefixWithoutTLSIsRefusedBeforeAnythingIsMade() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/dutymark-prefix-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let command = try EnrollCommand.parse([
            "--data", folder + "/back-end", "--output", folder + "/machine", "--stamp-prefix",
            "HTTP://VERIFY.EXAMPLE/V/",
        ])
        await #expect(throws: ExitCode(1)) { try await command.run() }
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
