import DutyModel
import LocalSystem

/// Where the file of a back end's acts lies: beside the books, or on another disk, which the loss of the books' disk spares.
///
/// The back end's folder notes the place, so that a command which was not told of it writes and reads the same file.
public enum ActFilePlace: Hashable, Sendable {
    /// In the back end's folder.
    case besideBooks
    /// The file at this absolute path, whose folder exists.
    case file(String)

    /// The note's name in the back end's folder.
    static let noteName = "acts-place"
    /// More than any path has.
    private static let noteLimitBytes = 8192

    /// The place that a back end's folder notes; one that notes none, or something else, has the file beside its
    /// books.
    ///
    /// - Throws: `file_unreadable`: acts that go elsewhere than before are two files, and neither is whole.
    public static func noted(inFolder folder: String) throws(DutyFailure) -> ActFilePlace {
        guard let bytes = try heldNote(inFolder: folder),
            let text = String(validating: bytes, as: UTF8.self), text.hasPrefix("/"), text.hasSuffix("\n"),
            !text.dropLast().contains(where: \.isNewline), !text.contains("\0")
        else { return .besideBooks }
        return .file(String(text.dropLast()))
    }

    /// The place that was given, or else the one that the folder notes.
    static func settled(_ given: ActFilePlace?, inFolder folder: String) throws(DutyFailure) -> ActFilePlace {
        if let given { return given }
        return try noted(inFolder: folder)
    }

    private static func heldNote(inFolder folder: String) throws(DutyFailure) -> [UInt8]? {
        do throws(DutyFailure) {
            return try PrivateFile.readIfPresent("\(folder)/\(noteName)", limitBytes: noteLimitBytes)
        } catch {
            guard error.code != .fileUnreadable else { throw error }
            return nil
        }
    }

    /// Notes the place in the back end's folder; durable when this returns.
    func note(inFolder folder: String) throws(DutyFailure) {
        guard try self != Self.noted(inFolder: folder) else { return }
        // An empty note is none.
        let text = if case .file(let path) = self { path + "\n" } else { "" }
        try PrivateFile.write(Array(text.utf8), to: "\(folder)/\(Self.noteName)")
    }

    /// The file's path for a back end in this folder.
    public func path(inFolder folder: String) -> String {
        switch self {
        case .besideBooks: "\(folder)/\(ActFile.name)"
        case .file(let path): path
        }
    }
}
