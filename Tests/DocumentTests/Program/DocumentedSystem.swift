import Foundation
import ProgramRunning

/// A whole system, as `dutymark up` starts it, in a folder of its own where `bin/dutymark` and the default data folder are
/// what a reader of the documents has.
final class DocumentedSystem {
    /// Where the commands of a document are run.
    private let folder: URL
    private let environment: [String: String]
    private let system: StartedProgram

    /// Starts the system and returns when it says that it is ready.
    init() throws {
        let files = FileManager.default
        folder = files.temporaryDirectory.appending(path: "dutymark-documents-\(UUID().uuidString)")
        let program = folder.appending(path: "bin/dutymark")
        try files.createDirectory(at: program.deletingLastPathComponent(), withIntermediateDirectories: true)
        try files.createSymbolicLink(at: program, withDestinationURL: BuiltProgram.dutymark)
        environment = ["HOME": folder.path, "XDG_DATA_HOME": folder.appending(path: "share").path]
        system = try StartedProgram(
            program, ["up", "--port", String(try FreePort.find())], in: folder, environment: environment)
    }

    /// Runs one block as a reader would paste it; a failing line ends it. Its output holds standard error as well.
    func run(_ block: FencedBlock) throws -> FinishedProgram {
        try FinishedProgram(
            URL(filePath: "/bin/bash"), ["-euo", "pipefail", "-c", "exec 2>&1\n" + block.body], in: folder,
            environment: environment)
    }

    /// Ends the system as Ctrl-C does, removes its folder, and returns its exit status.
    func stop() throws -> Int32 {
        let status = system.stop()
        try FileManager.default.removeItem(at: folder)
        return status
    }
}
