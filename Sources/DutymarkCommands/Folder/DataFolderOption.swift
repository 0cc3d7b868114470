import Installation
import ArgumentParser
import DutyModel
import Foundation

/// `--data DIR`, which every command of an installation takes.
struct DataFolderOption: ParsableArguments {
    @Option(name: .customLong("data"), help: ArgumentHelp("The data folder.", valueName: "dir"))
    var folder: String?

    /// Where things stand in the folder that was named, or in the default one.
    func layout() throws(DutyFailure) -> FolderLayout {
        try DataFolder(option: folder, environment: ProcessInfo.processInfo.environment).layout
    }
}
