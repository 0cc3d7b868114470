import Foundation

/// The programs that were built together with the tests that run: SwiftPM puts executables beside the test runner.
public enum BuiltProgram {
    /// The machine, its back end, and who checks its stamps.
    public static let dutymark = named("dutymark")
    /// The lab.
    public static let lab = named("dutymark-lab")

    private static func named(_ name: String) -> URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name)
    }
}
