import BackEnd
import DutyModel
import Foundation
import LocalSystem

/// What was made in a data folder, written down beside its parts: what is missing and stands here was lost.
///
/// A part is noted once it is whole and before it is used. So a crash while it is made leaves a part that the next start
/// completes, and from the first rupee and the first stamp on, nothing is made in its place.
package struct FolderRecord: Codable, Equatable, Sendable {
    /// The version of this form.
    var formatVersion = 1
    /// What was settled once, so that `installation.json` can be written again.
    var installation: InstallationIdentity?
    /// The back end's keys and the name of its books.
    package var backEnd: BackEndIdentity?
    /// Whether a base was made.
    var base = false
    /// Whether a tablet was enrolled.
    var tablet = false

    /// The most bytes a record may have.
    private static let limitBytes = 16 << 10

    /// The record of this folder; nil where there is none, and for a file that does not hold one: it is made again from
    /// what is there. Throws `file_unreadable` for one that may not be read.
    package static func read(_ layout: FolderLayout) throws(DutyFailure) -> FolderRecord? {
        guard let bytes = try BoundedFile.read(layout.record, mostBytes: limitBytes),
            let record = try? JSONDecoder().decode(FolderRecord.self, from: Data(bytes)), record.formatVersion == 1
        else { return nil }
        return record
    }

    /// Durable when this returns. Nothing in it is secret, and each part reads it as its own user.
    package func write(_ layout: FolderLayout) throws(DutyFailure) {
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
    /// What is found in this folder; throws `file_unreadable` where it cannot be looked for.
    init(in layout: FolderLayout) throws(DutyFailure) {
        backEnd = try Self.isAnyThere([
            BackEndInstallation.databasePath(inFolder: layout.backEnd), "\(layout.backEnd)/keys/publisher.key",
        ])
        base = try Self.isAnyThere(["\(layout.base)/psd/psd.journal", "\(layout.base)/psd-serial"])
        tablet = try Self.isAnyThere(["\(layout.tablet)/enrolment.json"])
        published = try Self.publishedThings(in: layout)
    }

    /// Whether a key list or its publisher's key is found; looks at nothing else, which may be closed to this user.
    static func publishedThings(in layout: FolderLayout) throws(DutyFailure) -> Bool {
        try isAnyThere(layout.published.source.listFiles + [layout.published.publisherFile])
    }

    private static func isAnyThere(_ paths: [String]) throws(DutyFailure) -> Bool {
        for path in paths where try FilePresence.isThere(path) { return true }
        return false
    }
}
