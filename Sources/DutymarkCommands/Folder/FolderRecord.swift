import BackEnd
import DutyModel
import Foundation
import LocalSystem

/// What was made in a data folder, written down beside its parts: what is missing and stands here was lost.
///
/// A part is noted once it is whole and before it is used. So a crash while it is made leaves a part that the next start
/// completes, and from the first rupee and the first stamp on, nothing is made in its place.
struct FolderRecord: Codable, Equatable, Sendable {
    /// The version of this form.
    var formatVersion = 1
    /// What was settled once, so that `installation.json` can be written again.
    var installation: Installation?
    /// The back end's keys and the name of its books.
    var backEnd: BackEndIdentity?
    /// Whether a base was made.
    var base = false
    /// Whether a tablet was enrolled.
    var tablet = false

    /// The most bytes a record may have.
    private static let limitBytes = 16 << 10

    /// The record of this folder; nil where there is none, and for a file that does not hold one: it is made again from
    /// what is there.
    static func read(_ layout: FolderLayout) -> FolderRecord? {
        guard let data = FileManager.default.contents(atPath: layout.record), data.count <= limitBytes,
            let record = try? JSONDecoder().decode(FolderRecord.self, from: data), record.formatVersion == 1
        else { return nil }
        return record
    }

    /// Durable when this returns. Nothing in it is secret, and each part reads it as its own user.
    func write(_ layout: FolderLayout) throws(DutyFailure) {
        try AtomicFile.write(Array(JSONText.of(self).utf8), to: layout.record, mode: 0o644)
    }

    /// Whether this part may be made: it was never noted, and nothing is here that comes only after it.
    func mayMake(_ part: FolderPart, beside traces: FolderTraces) -> Bool {
        switch part {
        case .installation: installation == nil && !traces.anyPart
        case .backEnd: backEnd == nil && !traces.tablet && !traces.published
        case .base: !base && !traces.tablet
        }
    }
}

/// What is made once in a data folder and never again in place of one that was lost.
enum FolderPart: Hashable, Sendable, CaseIterable {
    case installation, backEnd, base
}

/// What is found in a data folder, without opening anything.
struct FolderTraces: Hashable, Sendable {
    /// Books, or a key of the services.
    var backEnd: Bool
    /// A security device's journal or its serial.
    var base: Bool
    /// What a machine is told when it is enrolled, which is after its back end and its base were made.
    var tablet: Bool
    /// A key list or its publisher's key, which come after the back end.
    var published: Bool

    var anyPart: Bool { backEnd || base || tablet || published }
}

extension FolderTraces {
    /// What is found in this folder.
    init(in layout: FolderLayout) {
        func isThere(_ paths: String...) -> Bool {
            paths.contains { FileManager.default.fileExists(atPath: $0) }
        }
        backEnd = isThere(
            BackEndInstallation.databasePath(inFolder: layout.backEnd), "\(layout.backEnd)/keys/publisher.key")
        base = isThere("\(layout.base)/psd/psd.journal", "\(layout.base)/psd-serial")
        tablet = isThere("\(layout.tablet)/enrolment.json")
        published = (layout.published.source.listFiles + [layout.published.publisherFile]).contains {
            FileManager.default.fileExists(atPath: $0)
        }
    }
}
