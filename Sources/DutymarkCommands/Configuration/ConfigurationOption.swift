import Installation
import ArgumentParser
import DutyModel

/// `--config FILE` beside `--data DIR`.
struct ConfigurationOption: ParsableArguments {
    @OptionGroup var folder: DataFolderOption

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("How the installation runs; without it, all of it is on this computer.", valueName: "file"))
    var file: String?

    /// The data folder: the one of `--data`, or else the file's, or else the default one.
    func layout(_ named: String?) throws(DutyFailure) -> FolderLayout {
        guard folder.folder == nil, let named else { return try folder.layout() }
        return FolderLayout(root: named)
    }
}
