import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing

/// Where a check gets its key list, and whose signature it believes.
public struct KeyListSource: Hashable, Sendable {
    /// Files with the list in its forms, the newest form first; any but all of them may be missing.
    public let listFiles: [String]
    /// The file with the trusted publisher's key; it may be missing.
    public let publisherFile: String
    /// The file with the root that is pinned and the newest list that was seen; it may be missing.
    public let trustFile: String?
    /// Whether a person names this one list: then any version of it counts, and nothing of it is remembered.
    public let isGiven: Bool

    /// The most bytes that are read of a publisher's key: 64 digits, and blanks around them.
    private static let mostPublisherBytes = 256
    /// The most bytes that are read of a pinned root: three keys, one more, and numbers.
    private static let mostTrustBytes = 4 << 10

    /// A source of these files.
    public init(listFiles: [String], publisherFile: String, trustFile: String? = nil, isGiven: Bool = false) {
        self.listFiles = listFiles
        self.publisherFile = publisherFile
        self.trustFile = trustFile
        self.isGiven = isGiven
    }

    /// A key list with how far its publisher is known.
    public struct Loaded: Sendable {
        /// The list.
        public let list: KeyList
        /// Whether the publisher was known from elsewhere than the list itself.
        public let publisherPinned: Bool
        /// The root by which the publisher is known; nil where its key alone is pinned, or nothing.
        public let root: ServiceRoot?
    }

    /// Reads the list and checks its signature, its publisher, and that it is no older than what was seen.
    ///
    /// The newest form that is there counts, for it says the most. An earlier form counts only where it is of a later
    /// version: then a publisher that knows no newer form has published since. A newest form that cannot be believed is
    /// never passed over for an earlier one, which may lack what a reader must know.
    ///
    /// - Parameter memory: what this reader saw before; the list is noted there, unless a person named it.
    /// - Throws: `key_list_missing`, `key_list_bad`, `key_list_rolled_back`, `file_unreadable`.
    public func load(remembering memory: KeyListMemory? = nil) throws(DutyFailure) -> Loaded {
        let limits = KeyListLimits()
        var texts: [[UInt8]] = []
        for file in listFiles {
            if let text = try BoundedFile.read(file, mostBytes: limits.mostBytes) { texts.append(text) }
        }
        guard let newest = texts.first else {
            throw DutyFailure(.keyListMissing, "There is no key list at \(listFiles.joined(separator: " or ")).")
        }
        let trust = try trust()
        var list = try believed(newest, trust, limits)
        for text in texts.dropFirst() where KeyList.statedVersion(in: text) ?? 0 > list.version {
            list = try believed(text, trust, limits)
        }
        let accepted = try trust?.accepting(list, anyVersion: isGiven)
        let seen = try memory?.accepting(list, by: accepted, pinnedAs: trust?.name, noting: !isGiven)
        return Loaded(
            list: list, publisherPinned: trust != nil, root: accepted?.root ?? (trust == nil ? nil : seen?.root))
    }

    private func believed(
        _ text: [UInt8], _ trust: PublisherTrust?, _ limits: KeyListLimits
    ) throws(DutyFailure) -> KeyList {
        let list = try KeyList.verified(json: text, limits: limits)
        _ = try trust?.accepting(list, anyVersion: isGiven)
        return list
    }

    /// Who is trusted here: the pinned root, or the publisher whose key is known from elsewhere; nil where nobody is. A file
    /// that cannot be read is never taken for no file.
    ///
    /// - Throws: `key_list_bad`, `file_unreadable`.
    public func trust() throws(DutyFailure) -> PublisherTrust? {
        let held = try heldTrust()
        if let held, held.root != nil { return held }
        guard let key = try pinnedPublisher() else { return nil }
        // A key that was written by hand since is pinned instead.
        return held?.publisher == key ? held : PublisherTrust(publisher: key)
    }

    private func heldTrust() throws(DutyFailure) -> PublisherTrust? {
        guard let trustFile, let bytes = try BoundedFile.read(trustFile, mostBytes: Self.mostTrustBytes) else {
            return nil
        }
        guard let trust = PublisherTrust(json: bytes) else {
            throw DutyFailure(
                .keyListBad, "\(trustFile) does not say whose key lists are believed.",
                remedy: "Remove this file: the key in \(publisherFile) is believed then.")
        }
        return trust
    }

    /// The publisher's key that is known from elsewhere; nil where there is none.
    ///
    /// - Throws: `key_list_bad`, `file_unreadable`.
    public func pinnedPublisher() throws(DutyFailure) -> PublicKeyBytes? {
        guard let bytes = try BoundedFile.read(publisherFile, mostBytes: Self.mostPublisherBytes) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let key = try? PublicKeyBytes(hex: text) else {
            throw DutyFailure(
                .keyListBad, "\(publisherFile) does not hold a publisher's key.",
                remedy: "Write the publisher's key there as 64 hexadecimal digits.")
        }
        return key
    }
}
