import DutyModel
import Foundation
import Signing

/// Where a check gets its key list, and whose signature it believes.
struct KeyListSource: Hashable, Sendable {
    /// The key list file.
    let listFile: String
    /// The file with the trusted publisher's key; it may be missing.
    let publisherFile: String

    /// A key list with how far its publisher is known.
    struct Loaded: Sendable {
        let list: KeyList
        /// Whether the publisher's key was known from elsewhere than the list itself.
        let publisherPinned: Bool
    }

    /// Reads the list and checks its signature.
    ///
    /// - Throws: `key_list_missing`, `key_list_bad`, `file_unreadable`.
    func load() throws(DutyFailure) -> Loaded {
        let limits = KeyListLimits()
        guard let json = try BoundedFile.read(listFile, mostBytes: limits.mostBytes) else {
            throw DutyFailure(.keyListMissing, "There is no key list at \(listFile).")
        }
        let publisher = try pinnedPublisher()
        return Loaded(
            list: try KeyList.verified(json: json, publisher: publisher, limits: limits),
            publisherPinned: publisher != nil)
    }

    /// A pin that cannot be read is never taken for no pin.
    private func pinnedPublisher() throws(DutyFailure) -> PublicKeyBytes? {
        guard let bytes = try BoundedFile.read(publisherFile, mostBytes: 256) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let key = try? PublicKeyBytes(hex: text) else {
            throw DutyFailure(
                .keyListBad, "\(publisherFile) does not hold a publisher's key.",
                remedy: "Write the publisher's key there as 64 hexadecimal digits.")
        }
        return key
    }
}
