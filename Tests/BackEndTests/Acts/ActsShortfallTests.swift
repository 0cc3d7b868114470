import DutyModel
import Foundation
import Testing

@testable import BackEnd

/// Files of acts that a restore cannot take up whole: refused where they were named, said where they were found.
@Suite struct ActsShortfallTests {
    /// What becomes of a whole file of acts.
    enum Damage: String, CaseIterable, Sendable {
        case empty, passwords, cutInLine, changed, foreign, olderThanBackup

        func bytes(_ whole: String, foreign: String) -> String {
            switch self {
            case .empty: ""
            case .passwords: "root:x:0:0:root:/root:/bin/sh\n"
            case .cutInLine: String(whole.dropLast(20))
            case .changed: whole.replacingOccurrences(of: "blocked", with: "active")
            case .foreign: foreign
            case .olderThanBackup: whole.split(separator: "\n").first.map { "\($0)\n" } ?? ""
            }
        }
    }

    /// A story with a backup and an act after it, and the text of its acts.
    private func story() async throws -> (LateStory, file: String, whole: String) {
        let story = try await LateStory()
        try await story.backUp()
        try await story.operate(.block(story.device.psdKey))
        try await story.site.backEnd.acts.catchUp()
        let file = "\(story.site.folder)/backend/\(ActFile.name)"
        return (story, file, try String(contentsOfFile: file, encoding: .utf8))
    }

    private func foreignActs() async throws -> String {
        let other = try await LateStory()
        defer { other.remove() }
        return try String(contentsOfFile: "\(other.site.folder)/backend/\(ActFile.name)", encoding: .utf8)
    }

    @Test(arguments: Damage.allCases) func `acts that were named are whole, or nothing is restored`(
        _ damage: Damage
    ) async throws {
        let (story, _, whole) = try await story()
        defer { story.remove() }
        let named = "\(story.site.folder)/named.log"
        let text = damage.bytes(whole, foreign: try await foreignActs())
        try text.write(toFile: named, atomically: true, encoding: .utf8)
        let expected: FailureCode = damage == .foreign ? .dataForeign : .dataMalformed
        try await expectRefused(named, expected, story)
    }

    @Test(arguments: ["/dev/zero", "pipe"]) func `what is no file is no copy of the acts`(_ name: String) async throws {
        let (story, _, _) = try await story()
        defer { story.remove() }
        let named = name.hasPrefix("/") ? name : "\(story.site.folder)/\(name)"
        if name == "pipe" { #expect(mkfifo(named, 0o600) == 0) }
        try await expectRefused(named, .dataMalformed, story)
    }

    private func expectRefused(_ named: String, _ code: FailureCode, _ story: LateStory) async throws {
        let folder = "\(story.site.folder)/backend"
        await #expect(throws: DutyFailure(code, "")) {
            try await BackEndBackup.restore(
                from: story.copy, to: folder, replace: true, actsFile: named, clock: story.site.clock)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: story.site.folder)
        #expect(!names.contains { $0.contains("replaced") || $0 == ".backend-restore" }, "\(names)")
        _ = try await BackEndInstallation.open(folder: folder, presence: .made(nil), clock: story.site.clock)
    }

    @Test(arguments: Damage.allCases) func `what the acts beside the books lack is said, and is an alarm`(
        _ damage: Damage
    ) async throws {
        var (story, file, whole) = try await story()
        defer { story.remove() }
        let text = damage.bytes(whole, foreign: try await foreignActs())
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let restored = try await story.restore(catchingUp: false)
        #expect(restored.left.count == 1 && restored.left.first?.contains(file) == true, "\(restored.left)")
        guard case .alarms(let lines) = try await story.operate(.alarms) else { return }
        #expect(lines.contains { $0.code == "story_incomplete" && $0.detail == restored.left.first }, "\(lines)")
        await #expect(throws: DutyFailure(.storyIncomplete, "")) {
            try await story.operate(.refund(story.device.psdKey, counter: 2, although: nil))
        }
    }
}
