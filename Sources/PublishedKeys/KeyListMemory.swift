import DutyModel
import Foundation
import Glibc
import LocalSystem
import Signing

/// What one reader remembers of the key lists that it saw, for each publisher: a file beside the folder of the list, which
/// whoever writes the list need not be able to write.
///
/// It is written where the reader may write there. Where it may not, what the folder itself remembers has to do.
public struct KeyListMemory: Hashable, Sendable {
    /// The file.
    public let path: String

    /// The most publishers that are remembered; the one that was seen longest ago goes first.
    private static let mostPublishers = 16
    /// The most bytes that are read.
    private static let mostBytes = 64 << 10

    /// The memory in this file, which may not be there yet.
    public init(_ path: String) { self.path = path }

    private struct Seen: Codable {
        /// The root or key that was pinned when the list was seen; the publisher's key where nothing was.
        let name: String
        let trust: PublisherTrust
    }

    private struct File: Codable {
        var formatVersion = 1
        var publishers: [Seen]
    }

    /// Judges a list by what was seen before, and remembers it.
    ///
    /// - Parameters:
    ///   - trust: what the reader's pin makes of the list; nil where it pins nobody.
    ///   - name: what names the pin.
    ///   - noting: whether the list is remembered, and may be no older than what was seen.
    /// - Returns: who is trusted from now on.
    /// - Throws: what `PublisherTrust.accepting` throws; `data_malformed` for a damaged file, `file_unreadable`.
    func accepting(
        _ list: KeyList, by trust: PublisherTrust?, pinnedAs name: String?, noting: Bool
    ) throws(DutyFailure) -> PublisherTrust {
        var seen = try read()
        let name = name ?? list.publisher.hex
        let before = seen.first { $0.name == name }?.trust
        let after =
            try before?.accepting(list, anyVersion: !noting) ?? trust
            ?? PublisherTrust(publisher: list.publisher, version: list.version)
        guard noting, after != before else { return after }
        seen.removeAll { $0.name == name }
        seen.append(Seen(name: name, trust: after))
        write(Array(seen.suffix(Self.mostPublishers)))
        return after
    }

    private func read() throws(DutyFailure) -> [Seen] {
        guard let bytes = try BoundedFile.read(path, mostBytes: Self.mostBytes) else { return [] }
        guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)), file.formatVersion == 1 else {
            throw DutyFailure(
                .dataMalformed, "\(path) does not say which key lists were seen here.",
                remedy: "Find out what damaged this file, then remove it: the next check begins it anew.")
        }
        return file.publishers
    }

    /// Best effort: who may only read a data folder checks stamps in it all the same.
    private func write(_ seen: [Seen]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let json = try? encoder.encode(File(publishers: seen)) else { return }
        // Checks may run at the same time, and each has a name of its own until its file is whole.
        let whole = "\(path).\(getpid())"
        guard (try? AtomicFile.write(Array(json) + [0x0A], to: whole, mode: 0o644)) != nil else { return }
        if rename(whole, path) != 0 { unlink(whole) }
    }
}
