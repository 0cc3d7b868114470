import DutyModel
import Foundation
import PublishedKeys
import Signing
import Storage
import Testing

@testable import BackEnd

/// The key list on its way to its readers.
@Suite struct KeyListPublicationTests {
    private func publication(_ site: TestSite) throws -> (KeyListPublication, PublishedFolder) {
        let folder = PublishedFolder(site.folder + "/public")
        let publication = KeyListPublication(
            site.backEnd, into: folder, demonstration: true, verifyPrefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"),
            clock: site.clock)
        return (publication, folder)
    }

    private func failure(_ publication: KeyListPublication) async -> DutyFailure? {
        do {
            try await publication.publish()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a list is signed anew when it has something to say or a day has passed`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (publication, folder) = try publication(site)
        try await publication.publish()
        let first = try folder.source.load()
        // No version is below the seconds since 1970, so a back end that lost everything goes on above what it published.
        let start = UInt64(site.clock.now().seconds)
        #expect(first.list.version == start && first.publisherPinned && first.list.entries.count == 1)
        #expect(first.list.validUntil == site.clock.now().advanced(byDays: 7))
        #expect(site.backEnd.keyListShelf.version == start)

        site.clock.advance(bySeconds: 23 * 3600)
        try await publication.publish()
        #expect(folder.heldVersion == start)
        site.clock.advance(bySeconds: 3600)
        try await publication.publish()
        let daily = try folder.source.load().list
        #expect(
            daily.version == start + 86_400 && daily.contents == first.list.contents
                && daily.issuedAt == site.clock.now())

        _ = try await site.backEnd.operators.answer(.retire(site.device.psdKey))
        try await publication.publish()
        #expect(folder.heldVersion == start + 86_401)

        // Another process goes on where this one ended, and finds nothing to do.
        let (next, _) = try self.publication(site)
        try await next.publish()
        #expect(folder.heldVersion == start + 86_401)
    }

    @Test func `a publication that fails is an alarm and a metric, reaches machines all the same, and is made up for`()
        async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        let (publication, folder) = try publication(site)
        let start = UInt64(site.clock.now().seconds)
        try Data().write(to: URL(filePath: folder.path))
        for alarmCount in 0..<2 {
            #expect(await failure(publication)?.code == .keyListUnpublished)
            site.clock.advance(bySeconds: 60)
            // One failure that is made up for seconds later needs nobody.
            #expect(try await site.count("SELECT COUNT(*) AS n FROM alarms") == Int64(alarmCount))
        }
        var record = try await PublicationRecord.held(in: site.backEnd.database)
        #expect(record.failures == 2 && record.publishedAt == nil && record.failure.contains("public"))
        #expect(record.failingSince == site.clock.now().advanced(bySeconds: -120))
        guard case .alarms(let alarms) = try await site.backEnd.operators.answer(.alarms) else { return }
        #expect(alarms.map(\.code) == ["key_list_unpublished"] && alarms.map(\.customer) == [""])
        #expect(try metric("publication_failures", site) == "2")
        #expect(site.backEnd.keyListShelf.version == start)

        try FileManager.default.removeItem(atPath: folder.path)
        try await publication.publish()
        #expect(folder.heldVersion == start)
        record = try await PublicationRecord.held(in: site.backEnd.database)
        #expect(record.failures == 0 && record.failingSince == nil && record.publishedAt == site.clock.now())
        #expect(try metric("publication_failures", site) == "0")
        _ = try await site.backEnd.operators.answer(.settleOwnAlarms(.keyListUnpublished))
        guard case .alarms(let left) = try await site.backEnd.operators.answer(.alarms) else { return }
        #expect(left.isEmpty)
    }

    @Test func `a list that was damaged or taken away is put back in both forms`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (publication, folder) = try publication(site)
        try await publication.publish()
        for format in KeyListFormat.published {
            let path = folder.file(of: format)
            let whole = try Data(contentsOf: URL(filePath: path))
            for damage in [Data(), Data("{}".utf8), whole.dropLast(7)] {
                try damage.write(to: URL(filePath: path))
                try await publication.publish()
                #expect(try Data(contentsOf: URL(filePath: path)) == whole)
            }
            try FileManager.default.removeItem(atPath: path)
            try await publication.publish()
            #expect(try Data(contentsOf: URL(filePath: path)) == whole)
        }
        // After a start the books know which version was the last, whatever became of the folder.
        try FileManager.default.removeItem(atPath: folder.path)
        try await self.publication(site).0.publish()
        #expect(folder.heldVersion == UInt64(site.clock.now().seconds) + 1)
    }

    @Test func `another publisher's lists are not overwritten`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (publication, folder) = try publication(site)
        let stranger = Ed25519Signer().publicKey.hex
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try Data(stranger.utf8).write(to: URL(filePath: folder.publisherFile))
        #expect(await failure(publication)?.message.contains("another publisher") == true)
        #expect(try String(contentsOf: URL(filePath: folder.publisherFile), encoding: .utf8) == stranger)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    }

    @Test func `stamps of a key that two devices may hold are under examination until somebody looked`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (publication, folder) = try publication(site)
        let (customer, key) = (site.customer, site.device.psdKey)
        // A device that is taken out of use while it is suspected has still stamps that somebody has to look at.
        let suspected: [(standing: String, since: SQLValue, first: SQLValue, examined: SQLValue)] = [
            ("clone_suspected", .integer(1_790_000_000), .integer(3), .null),
            ("retired", .integer(1_790_000_000), .integer(3), .null), ("active", .null, .null, .integer(1_790_000_060)),
        ]
        for (standing, since, first, examined) in suspected {
            try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute(
                    """
                    UPDATE psds SET standing = \(standing), suspected_at = \(since), suspected_from = \(first),
                        examined_at = \(examined)
                    WHERE customer = \(customer) AND psd_key = \(key)
                    """)
            }
            try await publication.publish()
            let list = try folder.source.load().list
            #expect(list.remarks(on: key, counter: 2).isEmpty, "\(standing)")
            let kinds =
                switch standing {
                case "clone_suspected": ["suspended", "under_examination"]
                case "retired": ["under_examination"]
                default: [String]()
                }
            #expect(list.remarks(on: key, counter: 3).map(\.kind.name) == kinds, "\(standing)")
        }
    }

    /// What is known, and what follows from it.
    @Test func `every state of books, list and folder leads to one plan`() throws {
        let limits = KeyListPublicationLimits()
        let now = Timestamp(1_795_600_000)
        let contents = KeyListContents(
            demonstration: true, verifyPrefixes: [try VerifyPrefix("HTTP://127.0.0.1:8700/V/")], entries: [], marks: [],
            remarks: [])
        let other = KeyListContents(
            demonstration: false, verifyPrefixes: contents.verifyPrefixes, entries: [], marks: [], remarks: [])
        let publisher = try #require(Ed25519Signer(seed: Array(repeating: 1, count: 32)))
        func list(
            _ version: UInt64, hoursOld hours: Int64 = 1, form: Int = 0, validHours: Int64? = 168,
            by signer: Ed25519Signer? = nil
        ) throws -> KeyList {
            let issuedAt = now.advanced(bySeconds: -hours * 3600)
            return try contents.signed(
                version: version, issuedAt: issuedAt,
                validUntil: validHours.map { issuedAt.advanced(bySeconds: $0 * 3600) }, by: signer ?? publisher)[form]
        }
        let (seconds, term) = (UInt64(now.seconds), UInt64(10_000_000_000))
        let seventh = seconds + 7
        let rows: [(KeyList?, Bool, UInt64, UInt64, KeyListContents, KeyListPlan)] = [
            (nil, false, 0, 1, contents, .sign(version: seconds)),
            (nil, false, 7, 1, contents, .sign(version: seconds)),
            (nil, false, seventh, 1, contents, .sign(version: seventh + 1)),
            (try list(seventh), true, seventh, 1, contents, .keep),
            (try list(seventh), false, seventh, 1, contents, .write),
            (try list(seventh), true, seventh, 1, other, .sign(version: seventh + 1)),
            (try list(seventh), true, seventh + 2, 1, contents, .sign(version: seventh + 3)),
            (try list(seventh + 2), true, seventh, 1, contents, .keep),
            (try list(seventh, form: 1), true, seventh, 1, contents, .sign(version: seventh + 1)),
            (try list(seventh, hoursOld: 23), true, seventh, 1, contents, .keep),
            (try list(seventh, hoursOld: 24), true, seventh, 1, contents, .sign(version: seventh + 1)),
            (try list(seventh, hoursOld: -1), true, seventh, 1, contents, .sign(version: seventh + 1)),
            (try list(seventh), true, seventh, 2, contents, .sign(version: term + seconds)),
            (try list(term + seventh), true, 7, 2, contents, .keep),
            (try list(term + 5), true, 0, 3, contents, .sign(version: 2 * term + seconds)),
            // What an earlier version published: counted, and without an end.
            (try list(7, validHours: nil), true, 7, 1, contents, .sign(version: seconds)),
            // The publisher's key was followed by another.
            (try list(seventh, by: Ed25519Signer()), true, seventh, 1, contents, .sign(version: seventh + 1)),
            // It ends too soon, or later than lists do now.
            (try list(seventh, hoursOld: 2, validHours: 86), true, seventh, 1, contents, .sign(version: seventh + 1)),
            (try list(seventh, hoursOld: 2, validHours: 87), true, seventh, 1, contents, .keep),
            (try list(seventh, validHours: 169), true, seventh, 1, contents, .sign(version: seventh + 1)),
        ]
        for (number, row) in rows.enumerated() {
            let facts = KeyListPlan.Facts(
                contents: row.4, newest: row.0, stands: row.1, highestVersion: row.2, publisher: publisher.publicKey,
                epoch: row.3, now: now)
            #expect(KeyListPlan.of(facts, limits: limits) == row.5, "\(number)")
        }
        #expect((0...5).map { limits.wait(afterFailures: $0) } == [1800, 5, 10, 20, 40, 60])
    }

    @Test func `a version says in which term it was published, also one that was counted`() {
        let limits = KeyListPublicationLimits()
        let rows: [(UInt64, UInt64)] = [
            (0, 1), (1, 1), (1_000_000_000, 1), (1_000_000_001, 2), (1_795_600_000, 1), (10_000_000_000, 1),
            (10_000_000_001, 2), (11_795_600_000, 2), (21_795_600_000, 3),
        ]
        for (version, term) in rows {
            #expect(KeyListPlan.term(ofVersion: version, limits: limits) == term, "\(version)")
        }
    }

    private func metric(_ name: String, _ site: TestSite) throws -> String? {
        let text = try String(contentsOfFile: site.folder + "/backend/key-list.prom", encoding: .utf8)
        return text.split(separator: "\n").first { $0.hasPrefix("dutymark_key_list_\(name) ") }?
            .split(separator: " ").last.map(String.init)
    }
}
