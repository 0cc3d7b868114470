import DutyModel
import Glibc
import LocalSystem
import Signing

/// The folder in which the key list lies for everybody to read: the list in each form that is published, and its
/// publisher's key.
///
/// Both a back end, which writes what it signed, and a machine, which writes what it fetched, keep one. A folder has one
/// writer at a time.
public struct PublishedFolder: Hashable, Sendable {
    /// The folder.
    public let path: String

    /// The mode of every file in it.
    private static let fileMode: UInt32 = 0o644

    /// The folder at this path; nothing is made.
    public init(_ path: String) { self.path = path }

    /// The file of a form. The forms before the third have one name, under which older readers look.
    public func file(of format: KeyListFormat) -> String {
        switch format {
        case .first, .second: "\(path)/key-list.json"
        case .third: "\(path)/key-list-3.json"
        }
    }

    /// The file with the publisher's key: 64 hexadecimal digits.
    public var publisherFile: String { "\(path)/publisher-key.txt" }

    /// Where a check reads the list.
    public var source: KeyListSource {
        KeyListSource(
            listFiles: KeyListFormat.published.map { file(of: $0) }, publisherFile: publisherFile)
    }

    /// Whether each of these lists stands in its file, byte for byte, for everybody to read.
    public func holds(_ lists: [KeyList]) -> Bool {
        lists.allSatisfy { list in
            guard let json = try? list.json else { return false }
            return (try? BoundedFile.read(file(of: list.format), mostBytes: json.count)) == json
        }
    }

    /// Writes the forms of one list, the newest first, and their publisher's key where none stands there. Each file is
    /// replaced atomically and is durable when this returns.
    ///
    /// - Throws: `key_list_bad` where the folder is another publisher's; what writing a file throws.
    public func write(_ lists: [KeyList]) throws(DutyFailure) {
        try PublicFolder.make(path)
        for list in lists {
            try requirePublisher(list.publisher)
            try AtomicFile.write(list.json, to: file(of: list.format), mode: Self.fileMode)
        }
    }

    /// Takes over what another folder holds, its publisher with it.
    ///
    /// - Throws: `key_list_missing` and `key_list_bad` of the other folder; what `write` throws.
    public func copy(_ other: PublishedFolder) throws(DutyFailure) {
        let limits = KeyListLimits()
        let publisher = try other.source.pinnedPublisher()
        var lists: [KeyList] = []
        for format in KeyListFormat.published {
            guard let text = try BoundedFile.read(other.file(of: format), mostBytes: limits.mostBytes) else {
                throw DutyFailure(.keyListMissing, "There is no key list at \(other.file(of: format)).")
            }
            lists.append(try KeyList.verified(json: text, publisher: publisher, limits: limits))
        }
        try write(lists)
    }

    /// Takes in the forms of one list that came from somewhere else, where they are newer than what the folder holds.
    ///
    /// Every form is checked before anything is written: its publisher is the one that is pinned here, all forms are of
    /// one version, and the version is higher than the one held. What the folder holds of a list that can't be believed
    /// counts as nothing. Each file is replaced atomically and is durable when this returns.
    ///
    /// - Returns: the list in the newest of the forms.
    /// - Throws: `key_list_bad`; what reading and writing files throws.
    public func receive(_ texts: [[UInt8]], limits: KeyListLimits = KeyListLimits()) throws(DutyFailure) -> KeyList {
        let publisher = try requirePinned()
        var lists: [KeyList] = []
        for text in texts { lists.append(try KeyList.verified(json: text, publisher: publisher, limits: limits)) }
        guard let newest = lists.first, lists.allSatisfy({ $0.version == newest.version }) else {
            throw DutyFailure(.keyListBad, "The forms of the key list that came are not of one version.")
        }
        if let held = heldVersion, newest.version <= held {
            throw DutyFailure(
                .keyListBad, "Version \(newest.version) of the key list came, and version \(held) is here already.")
        }
        try write(lists)
        return newest
    }

    /// The publisher's key that is pinned here; throws `key_list_bad` where none is.
    @discardableResult
    public func requirePinned() throws(DutyFailure) -> PublicKeyBytes {
        guard let publisher = try source.pinnedPublisher() else {
            throw DutyFailure(
                .keyListBad,
                "\(publisherFile) pins no publisher's key, so no key list that is fetched can be believed.",
                remedy:
                    "Copy this file from the folder “public” of the back end, or run “dutymark backend enroll” for this "
                    + "machine again with the same --output.")
        }
        return publisher
    }

    /// Whether a list stands here in all its forms, whatever it says.
    public var holdsFiles: Bool {
        KeyListFormat.published.allSatisfy { access(file(of: $0), F_OK) == 0 }
    }

    /// The version of the list that stands here; nil where none can be believed.
    public var heldVersion: UInt64? { (try? source.load())?.list.version }

    /// Pins the publisher where nobody is pinned. Another publisher's folder is left alone: whoever trusts that one must
    /// not be moved to this one by the way.
    private func requirePublisher(_ publisher: PublicKeyBytes) throws(DutyFailure) {
        let pinned = try? source.pinnedPublisher()
        if pinned == publisher { return }
        guard pinned == nil else {
            throw DutyFailure(
                .keyListBad, "\(publisherFile) is the key of another publisher.",
                remedy: "Remove this file and start: the back end writes its own key again.")
        }
        try AtomicFile.write(Array((publisher.hex + "\n").utf8), to: publisherFile, mode: Self.fileMode)
    }
}
