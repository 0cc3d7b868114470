import DutyModel
import Foundation

/// Where an installation keeps what it knows; `--data` names it for every command.
public struct DataFolder: Hashable, Sendable {
    /// The folder's path.
    public let path: String

    /// The folder that `--data` names, or else `$XDG_DATA_HOME/dutymark`, or else `~/.local/share/dutymark`
    /// (XDG Base Directory Specification; a relative `XDG_DATA_HOME` is passed over, as it asks).
    ///
    /// - Throws: `data_missing` where neither `--data`, `XDG_DATA_HOME` nor `HOME` says where it is.
    public init(option: String?, environment: [String: String]) throws(DutyFailure) {
        if let option {
            guard !option.isEmpty else { throw DutyFailure(.dataMissing, "The name of the data folder is empty.") }
            path = option
        } else if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") {
            path = base + "/dutymark"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = home + "/.local/share/dutymark"
        } else {
            throw DutyFailure(.dataMissing, "Neither --data, XDG_DATA_HOME nor HOME says where the data folder is.")
        }
    }

    /// Where things stand in it.
    package var layout: FolderLayout { FolderLayout(root: path) }
}
