import DutyModel
import Foundation

extension ConnectivityGuide {
    /// The names of the guides that come with the program; the first is the one used unless another is named.
    public static let builtInNames = ["b700-v2", "local"]

    /// A guide that comes with the program. Throws `guide_unknown` for a name that none has.
    public static func builtIn(_ name: String) throws(DutyFailure) -> ConnectivityGuide {
        guard builtInNames.contains(name) else {
            throw DutyFailure(
                .guideUnknown,
                "There is no built-in guide “\(name.prefix(64))”; there are \(builtInNames.joined(separator: ", ")).")
        }
        return try load(yaml: GuideResource.text(name + ".yaml"), fileName: name + ".yaml")
    }

    /// Reads a guide; any defect throws a `guide_…` code and names the file and the line.
    public static func load(yaml text: String, fileName: String) throws(DutyFailure) -> ConnectivityGuide {
        try GuideReader.read(YAMLText(text: text, fileName: fileName))
    }

    /// Reads a guide from a file. Throws `file_unreadable`, or as `load(yaml:fileName:)`; never reads more
    /// than a guide may have.
    public static func load(file path: String) throws(DutyFailure) -> ConnectivityGuide {
        try GuideReader.read(YAMLText(file: path, kind: .guide))
    }
}

/// The files that come with this target.
enum GuideResource {
    /// The text of one of them; throws `program_file_bad` where the program was installed without it.
    static func text(_ name: String) throws(DutyFailure) -> String {
        let url = Bundle.module.bundleURL.appendingPathComponent("Resources/" + name)
        do {
            return try String(contentsOf: url, encoding: .utf8)
        } catch {
            throw DutyFailure(.programFileBad, "The file \(name) of the program is missing.")
        }
    }
}
