import BackEnd
import DutyModel
import Foundation
import LocalSystem
import Signing

/// Publishes the list of device keys with which anyone checks a stamp.
struct KeyListPublication {
    let backEnd: BackEndInstallation
    let installation: Installation
    let layout: FolderLayout
    let clock: any WallClock

    /// Seconds by which a device's clock may be behind the back end's at its first impression.
    private static let clockToleranceSeconds: Int64 = 300

    /// Writes list and publisher's key; a list that says nothing new is left as it is. Durable when this returns.
    func publish() async throws(DutyFailure) {
        try PrivateFolder.make(layout.published)
        let publisher = backEnd.publisher.publicKey
        try AtomicFile.write(Array((publisher.hex + "\n").utf8), to: layout.publisherKey, mode: 0o644)
        // An act is in its file before anybody reads of it in the list.
        try await backEnd.acts.catchUp()
        let held = try held(publisher)
        let floor = PublishedFloor(held)
        let keys = try await backEnd.enrolment.publishedKeys()
        let entries = floor.raise(try entries(of: keys), known: Set(keys.map(\.psdKey)))
        let marks = floor.raise(try await marks(on: entries), on: entries)
        if let held, held.format == .current, Set(held.entries) == Set(entries), Set(held.marks) == Set(marks),
            held.verifyPrefixes == [installation.verifyPrefix]
        {
            return
        }
        // Without the list before, as after a loss, the moment is a version above all that were given: it counts the
        // seconds, and they count the lists.
        let version = held.map { $0.version + 1 } ?? UInt64(max(1, clock.now().seconds))
        let list = try KeyList.signed(
            version: version, issuedAt: clock.now(), demonstration: installation.demonstration,
            verifyPrefixes: [installation.verifyPrefix], entries: entries, marks: marks, by: backEnd.publisher)
        try AtomicFile.write(list.json, to: layout.keyList, mode: 0o644)
    }

    /// The list that stands there; nil where there is none, and for a file that is damaged or not this publisher's.
    private func held(_ publisher: PublicKeyBytes) throws(DutyFailure) -> KeyList? {
        guard FileManager.default.fileExists(atPath: layout.keyList) else { return nil }
        do throws(DutyFailure) {
            return try layout.keyListSource.load().list
        } catch {
            guard error.code == .keyListBad else { throw error }
            return nil
        }
    }

    private func entries(of keys: [PublishedKey]) throws(DutyFailure) -> [KeyListEntry] {
        var entries: [KeyListEntry] = []
        // A life that ended before its first impression signed no stamp.
        for key in keys {
            guard key.lastCounter.map({ $0 >= key.firstCounter }) ?? true else { continue }
            entries.append(
                try KeyListEntry(
                    psdKey: key.psdKey, publicKey: key.publicKey, machine: key.machine, licence: key.licence,
                    state: key.state, firstCounter: key.firstCounter, lastCounter: key.lastCounter,
                    validFrom: key.from.advanced(bySeconds: -Self.clockToleranceSeconds),
                    status: key.endedAt.map { .withdrawn(at: $0) } ?? .valid))
        }
        return entries
    }

    private func marks(on entries: [KeyListEntry]) async throws(DutyFailure) -> [StampMark] {
        let listed = Dictionary(entries.map { ($0.psdKey, $0) }, uniquingKeysWith: { first, _ in first })
        // A stamp that no listed key can have made proves nothing anyway, and a mark on it would spoil the list.
        return try await backEnd.enrolment.publishedMarks().filter { mark in
            listed[mark.psdKey]?.covers(counter: mark.counter) ?? false
        }
    }
}
