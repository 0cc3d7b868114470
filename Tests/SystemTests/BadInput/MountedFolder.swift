import Foundation
import Testing

/// Runs the program where a folder is mounted in another way, for that program alone.
///
/// Only this shows root a disk that is full or cannot be written: root may write whatever permissions say.
enum MountedFolder {
    /// Whether this user may mount in a namespace of its own.
    static let isPossible =
        geteuid() == 0
        && (try? Process.run(shell, arguments: ["-c", "unshare -m true"]))
            .map {
                $0.waitUntilExit(); return $0.terminationStatus == 0
            } ?? false

    private static let shell = URL(filePath: "/bin/sh")

    /// Runs `dutymark` with these words after this mount command; both see the mount, nobody else does.
    static func run(_ words: [String], mounting: String) async throws -> ProgramAnswer {
        // A system that starts all the same would run for ever.
        try await Program.tool(
            "unshare",
            ["-m", "sh", "-c", "\(mounting) && exec timeout -s KILL 20 \"$0\" \"$@\"", Program.dutymark.path] + words)
    }
}
