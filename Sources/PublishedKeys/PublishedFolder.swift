import DutyModel
import Exchanges
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

    /// The file with the publisher's key: 64 hexadecimal digits. Where a root is pinned it is there for older readers alone.
    public var publisherFile: String { "\(path)/publisher-key.txt" }

    /// The file with the root that is pinned here, and the newest list that was seen.
    public var trustFile: String { "\(path)/publisher.json" }

    /// Where a check reads the list.
    public var source: KeyListSource {
        KeyListSource(
            listFiles: KeyListFormat.published.map { file(of: $0) }, publisherFile: publisherFile, trustFile: trustFile)
    }

    /// Whether each of these lists stands in its file, byte for byte, for everybody to read, and whom to believe beside them.
    public func holds(_ lists: [KeyList]) -> Bool {
        guard let newest = lists.first, let trust = try? source.trust(), trust == (try? trust.accepting(newest)),
            (try? source.pinnedPublisher()) == newest.publisher
        else { return false }
        return lists.allSatisfy { list in
            guard let json = try? list.json else { return false }
            return (try? BoundedFile.read(file(of: list.format), mostBytes: json.count)) == json
        }
    }

    /// Writes the forms of one list, the newest first, and who is to be believed from now on. Each file is replaced
    /// atomically and is durable when this returns.
    ///
    /// Whoever is pinned here stays so: lists of the publisher's key that counts are written, and those of a key that
    /// follows it by the root's word. Where nobody is pinned, the list's publisher is.
    ///
    /// - Throws: `key_list_bad` where the folder is another publisher's; what writing a file throws.
    public func write(_ lists: [KeyList]) throws(DutyFailure) {
        try PublicFolder.make(path)
        guard let newest = lists.first else { return }
        let trust = try adopted(newest)
        // Cut short in between, the folder is still one that can be believed: what is pinned follows the list.
        if (try? source.trust()) == nil { try write(newest.publisher) }
        for list in lists { try AtomicFile.write(list.json, to: file(of: list.format), mode: Self.fileMode) }
        if (try? source.trust()) != trust { try AtomicFile.write(trust.json, to: trustFile, mode: Self.fileMode) }
        if (try? source.pinnedPublisher()) != newest.publisher { try write(newest.publisher) }
    }

    /// Pins the root by which a person says that lists are to be believed; durable when this returns.
    ///
    /// - Parameter publisher: the publisher's key at present, for readers of earlier versions.
    /// - Throws: `service_root_pinned` where another root is pinned; what writing a file throws.
    public func pin(_ root: ServiceRoot, publisher: PublicKeyBytes? = nil) throws(DutyFailure) {
        try pinRoot(root)
        if let publisher, (try? source.pinnedPublisher()) == nil { try write(publisher) }
    }

    private func pinRoot(_ root: ServiceRoot) throws(DutyFailure) {
        if let held = try? source.trust()?.root {
            guard held == root || held.generation > root.generation else {
                throw DutyFailure(
                    .serviceRootPinned, "Key lists are believed here by the service root \(held.fingerprint).",
                    remedy: "To believe another installation’s lists, use another data folder.")
            }
            return
        }
        var trust = PublisherTrust(root: root)
        // What is here already and fits is the newest that was seen.
        let held = KeyListSource(listFiles: source.listFiles, publisherFile: "", isGiven: true)
        if let list = try? held.load().list, let seen = try? trust.accepting(list) { trust = seen }
        try PublicFolder.make(path)
        try AtomicFile.write(trust.json, to: trustFile, mode: Self.fileMode)
    }

    /// Takes over what another folder holds, its publisher with it.
    ///
    /// - Throws: `key_list_missing` and `key_list_bad` of the other folder; what `write` throws.
    public func copy(_ other: PublishedFolder) throws(DutyFailure) {
        let limits = KeyListLimits()
        let publisher = try other.source.load().list.publisher
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
    /// Every form is checked before anything is written: its publisher is the one that is believed here, all forms are of
    /// one version, and the version is higher than the one held, and no lower than any that was seen. What the folder holds
    /// of a list that can't be believed counts as nothing. Each file is replaced atomically and is durable when this returns.
    ///
    /// - Returns: the list in the newest of the forms.
    /// - Throws: `key_list_bad`, `key_list_rolled_back`; what reading and writing files throws.
    public func receive(_ texts: [[UInt8]], limits: KeyListLimits = KeyListLimits()) throws(DutyFailure) -> KeyList {
        let trust = try requirePinned()
        var lists: [KeyList] = []
        for text in texts {
            lists.append(try KeyList.verified(json: text, publisher: lists.first?.publisher, limits: limits))
        }
        guard let newest = lists.first, lists.allSatisfy({ $0.version == newest.version }) else {
            throw DutyFailure(.keyListBad, "The forms of the key list that came are not of one version.")
        }
        // The numbers of lists belong to one publisher's key: those of a key that follows begin anew.
        if newest.publisher == trust.publisher, let held = heldVersion, newest.version <= held {
            throw DutyFailure(
                .keyListBad, "Version \(newest.version) of the key list came, and version \(held) is here already.")
        }
        _ = try trust.accepting(newest)
        try write(lists)
        return newest
    }

    /// Who is believed here; throws `key_list_bad` where nobody is.
    @discardableResult
    public func requirePinned() throws(DutyFailure) -> PublisherTrust {
        guard let trust = try source.trust() else {
            throw DutyFailure(
                .keyListBad,
                "\(publisherFile) pins no publisher's key, so no key list that is fetched can be believed.",
                remedy:
                    "Copy this file from the folder “public” of the back end, or run “dutymark backend enroll” for this "
                    + "machine again with the same --output.")
        }
        return trust
    }

    /// Whether a list stands here in all its forms, whatever it says.
    public var holdsFiles: Bool {
        KeyListFormat.published.allSatisfy { access(file(of: $0), F_OK) == 0 }
    }

    /// The version of the list that stands here; nil where none can be believed.
    public var heldVersion: UInt64? { (try? source.load())?.list.version }

    /// Who is believed once this list is written. Another publisher's folder is left alone: whoever trusts that one must not
    /// be moved to this one by the way. What can't be read there is written anew.
    private func adopted(_ list: KeyList) throws(DutyFailure) -> PublisherTrust {
        guard let held = try? source.trust() else { return PublisherTrust(first: list) }
        do throws(DutyFailure) {
            return try held.accepting(list, anyVersion: true)
        } catch {
            throw DutyFailure(
                .keyListBad, "\(held.root == nil ? publisherFile : trustFile) is the key of another publisher.",
                remedy: "Remove this file and start: the back end writes its own key again.")
        }
    }

    private func write(_ publisher: PublicKeyBytes) throws(DutyFailure) {
        try AtomicFile.write(Array((publisher.hex + "\n").utf8), to: publisherFile, mode: Self.fileMode)
    }
}
