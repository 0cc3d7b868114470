import ConnectivityGuide
import DutyModel
import Foundation
import LocalSystem
import NIOCore

/// A configuration file in YAML or JSON, read strictly: whatever is not known is an error that names line and key.
struct ConfigurationFile {
    /// The version of the form that this program reads.
    static let formatVersion = 1

    let path: String
    private let root: StrictNode

    /// Opens a file; throws `file_unreadable` or `config_invalid`.
    init(_ path: String) throws(DutyFailure) {
        self.path = path
        root = try YAMLText(file: path, kind: .configuration).root()
    }

    /// Reads a configuration; a failure that names the file says what the data folder's table says of it.
    static func advising<Value>(_ path: String, _ work: () throws(DutyFailure) -> Value) throws(DutyFailure) -> Value {
        do throws(DutyFailure) {
            return try work()
        } catch {
            guard [.configInvalid, .fileUnreadable].contains(error.code), error.remedy == error.code.usualRemedy,
                error.message.contains(path),
                let row = FolderTable.rows.first(where: { $0.path == PathParts(path).name })
            else { throw error }
            throw DutyFailure(error.code, error.message, remedy: row.remedy.text)
        }
    }

    /// The keys of the file: `format_version`, `guide`, and these, each of which is optional unless it is required.
    func members(required: [String], optional: [String]) throws(DutyFailure) -> [String: StrictNode] {
        let members = try root.members(required: ["format_version", "guide"] + required, optional: ["data"] + optional)
        let version = try members.member("format_version", of: root)
        guard try version.positiveNumber() == Self.formatVersion else {
            throw version.badValue("only format_version \(Self.formatVersion) is read here")
        }
        return members
    }

    /// A member that must be there.
    func member(_ key: String, in members: [String: StrictNode]) throws(DutyFailure) -> StrictNode {
        try members.member(key, of: root)
    }

    /// The data folder that the file names; nil where it names none.
    func dataFolder(_ members: [String: StrictNode]) throws(DutyFailure) -> String? {
        guard let node = members["data"] else { return nil }
        return try file(node)
    }

    /// The guide that the file names: a built-in one, or a file.
    func guide(_ members: [String: StrictNode]) throws(DutyFailure) -> InstallationGuide {
        let node = try member("guide", in: members)
        let name = try node.text()
        let choice = GuideChoice(name)
        return try InstallationGuide(choice.isFile ? GuideChoice(try file(node)).load() : choice.load())
    }

    /// A path, which stands from the folder of this file.
    func file(_ node: StrictNode) throws(DutyFailure) -> String {
        let text = try node.text()
        guard !text.hasPrefix("/") else { return text }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        return folder.appendingPathComponent(text).standardizedFileURL.path
    }

    /// An IPv4 or IPv6 address.
    func address(_ node: StrictNode) throws(DutyFailure) -> String {
        let text = try node.text()
        guard (try? SocketAddress(ipAddress: text, port: 0)) != nil else {
            throw node.badValue("“\(text.prefix(64))” is not an address")
        }
        return text
    }
}
