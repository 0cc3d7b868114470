import DutyModel
import Foundation
import LocalSystem
import Signing

/// Where a check gets its key list, and whose signature it believes.
public struct KeyListSource: Hashable, Sendable {
    /// Files with the list in its forms, the newest form first; any but all of them may be missing.
    public let listFiles: [String]
    /// The file with the trusted publisher's key; it may be missing.
    public let publisherFile: String

    /// The most bytes that are read of a publisher's key: 64 digits, and blanks around them.
    private static let mostPublisherBytes = 256

    /// A source of these files.
    public init(listFiles: [String], publisherFile: String) {
        self.listFiles = listFiles
        self.publisherFile = publisherFile
    }

    /// A key list with how far its publisher is known.
    public struct Loaded: Sendable {
        /// The list.
        public let list: KeyList
        /// Whether the publisher's key was known from elsewhere than the list itself.
        public let publisherPinned: Bool
    }

    /// Reads the list and checks its signature.
    ///
    /// The newest form that is there counts, for it says the most. An earlier form counts only where it is of a later
    /// version: then a publisher that knows no newer form has published since. A newest form that cannot be believed is
    /// never passed over for an earlier one, which may lack what a reader must know.
    ///
    /// - Throws: `key_list_missing`, `key_list_bad`, `file_unreadable`.
    public func load() throws(DutyFailure) -> Loaded {
        let limits = KeyListLimits()
        var texts: [[UInt8]] = []
        for file in listFiles {
            if let text = try BoundedFile.read(file, mostBytes: limits.mostBytes) { texts.append(text) }
        }
        guard let newest = texts.first else {
            throw DutyFailure(
                .keyListMissing, "There is no key list at \(listFiles.joined(separator: " or ")).")
        }
        let publisher = try pinnedPublisher()
        var list = try KeyList.verified(json: newest, publisher: publisher, limits: limits)
        for text in texts.dropFirst() where KeyList.statedVersion(in: text) ?? 0 > list.version {
            list = try KeyList.verified(json: text, publisher: publisher, limits: limits)
        }
        return Loaded(list: list, publisherPinned: publisher != nil)
    }

    /// The publisher's key that is known from elsewhere; nil where there is none. A file that cannot be read is never
    /// taken for no file.
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
