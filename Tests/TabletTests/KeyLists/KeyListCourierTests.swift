import DutyModel
import Foundation
import Logging
import PublishedKeys
import Signing
import Synchronization
import Testing

@testable import Tablet

/// How a machine comes by the newest key list.
@Suite struct KeyListCourierTests {
    @Test func `a list is fetched once when its version rises, and replaces the old one`() async throws {
        try await with { bench in
            try bench.folder.write(bench.lists(3))
            try bench.download.give(bench.lists(4))
            // Named again and again, as each answer does.
            for version in [UInt64(3), 2, 4, 4, 3] { bench.heard.hear(version) }
            try await bench.untilHeld(4)
            for version in [UInt64(4), 1] { bench.heard.hear(version) }
            try bench.download.give(bench.lists(5))
            bench.heard.hear(5)
            try await bench.untilHeld(5)
            // The newest form is written first, and counts as soon as it is there.
            let newest = try bench.lists(5)
            try await bench.until { bench.folder.holds(newest) }
            // Both forms of version 4 and of version 5, and nothing for what was known already.
            #expect(bench.download.asked == [.third, .second, .third, .second])
            try await bench.until { await bench.problems() == [] }
        }
    }

    @Test func `what can't be believed leaves the old list, is a problem, and is asked for again`() async throws {
        try await with { bench in
            try bench.folder.write(bench.lists(3))
            let whole = try bench.lists(4).map { (list) throws in try list.json }
            let forged = try bench.lists(4, seed: 9).map { (list) throws in try list.json }
            let older = try bench.lists(2).map { (list) throws in try list.json }
            for answers in [forged, older, [[], []], [whole[0], older[1]], whole.map { Array($0.dropLast(3)) }] {
                bench.download.queue(answers)
            }
            bench.download.fail(DutyFailure(.connectTimeout, "No answer."))
            bench.download.queue(whole)
            bench.heard.hear(4)
            try await bench.untilHeld(4)
            #expect(bench.problemsSeen.withLock { $0 } == ["key_list_bad", "connect_timeout"])
            // The list is in its place before the courier says that nothing is wrong any more.
            try await bench.until { await bench.problems() == [] }
            #expect(bench.pauses.taken.count == 6)
        }
    }

    @Test func `a machine without a list, or with a damaged one, gets one`() async throws {
        try await with { bench in
            try bench.folder.write(bench.lists(3))
            try Data("{".utf8).write(to: URL(filePath: bench.folder.file(of: .third)))
            try bench.download.give(bench.lists(3))
            bench.heard.hear(3)
            try await bench.untilHeld(3)
        }
    }

    @Test func `a list that is lost while the machine runs comes again with the next answer`() async throws {
        try await with { bench in
            try bench.folder.write(bench.lists(3))
            bench.heard.hear(3)
            try bench.download.give(bench.lists(4))
            bench.heard.hear(4)
            try await bench.untilHeld(4)
            try FileManager.default.removeItem(atPath: bench.folder.file(of: .third))
            try FileManager.default.removeItem(atPath: bench.folder.file(of: .second))
            bench.heard.hear(4)
            try await bench.untilHeld(4)
        }
    }

    @Test func `a machine that pins no publisher says so before a list comes`() async throws {
        try await with { bench in
            try bench.folder.write(bench.lists(3))
            try FileManager.default.removeItem(atPath: bench.folder.publisherFile)
            bench.heard.hear(3)
            try await bench.until { await bench.problems() == ["key_list_bad"] }
        }
    }

    private func with(_ body: (CourierBench) async throws -> Void) async throws {
        let tablet = try await TabletBench()
        defer { tablet.remove() }
        let bench = CourierBench(tablet)
        let running = Task { try await bench.courier.run() }
        do {
            try await body(bench)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        _ = await running.result
    }
}

/// A courier between a folder and a back end that a test plays.
private struct CourierBench: Sendable {
    let tablet: TabletUnit
    let folder: PublishedFolder
    let heard = HeardVersions()
    let download = PlayedDownload()
    let pauses = CountedPauses()
    let problemsSeen: SeenCodes
    let courier: KeyListCourier

    init(_ bench: TabletBench) {
        tablet = bench.tablet
        folder = PublishedFolder(bench.folder + "/public")
        let (pauses, tablet, seen) = (pauses, tablet, SeenCodes())
        problemsSeen = seen
        courier = KeyListCourier(
            tablet: bench.tablet, folder: folder, heard: heard, download: download,
            surroundings: TabletSurroundings(logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }) {
                milliseconds in
                pauses.take(milliseconds)
                seen.note(await tablet.snapshot().problems.map(\.code.rawValue))
            })
    }

    func lists(_ version: UInt64, seed: UInt8 = 1) throws -> [KeyList] {
        try KeyListContents(
            demonstration: true, verifyPrefixes: [VerifyPrefix("HTTP://127.0.0.1:8700/V/")], entries: [], marks: [],
            remarks: []
        ).signed(
            version: version, issuedAt: Timestamp(1_795_600_000),
            by: try #require(Ed25519Signer(seed: Array(repeating: seed, count: 32))))
    }

    func problems() async -> [String] { await tablet.snapshot().problems.map(\.code.rawValue) }

    func until(_ holds: () async -> Bool) async throws {
        let start = ContinuousClock.now
        while await !holds() {
            try #require(.now - start < .seconds(30), "it did not come about")
            await Task.yield()
        }
    }

    /// Waits for the courier, whose work no event announces; fails after half a minute.
    func untilHeld(_ version: UInt64) async throws {
        let start = ContinuousClock.now
        while folder.heldVersion != version {
            try #require(.now - start < .seconds(30), "version \(version) did not come")
            await Task.yield()
        }
    }
}

/// Codes of problems in the order in which each was first seen.
private final class SeenCodes: Sendable {
    private let codes = Mutex<[String]>([])

    func note(_ found: [String]) {
        codes.withLock { codes in codes += found.filter { !codes.contains($0) } }
    }

    func withLock<Value: Sendable>(_ body: ([String]) -> Value) -> Value { codes.withLock { body($0) } }
}

/// A back end that gives what a test says.
private final class PlayedDownload: KeyListDownload {
    private struct State {
        var usual: [KeyListFormat: [UInt8]] = [:]
        var queued: [Result<[[UInt8]], DutyFailure>] = []
        var asked: [KeyListFormat] = []
    }
    private let state = Mutex(State())

    var asked: [KeyListFormat] { state.withLock { $0.asked } }

    func give(_ lists: [KeyList]) throws {
        let usual = Dictionary(uniqueKeysWithValues: try lists.map { ($0.format, try $0.json) })
        state.withLock { $0.usual = usual }
    }

    func queue(_ texts: [[UInt8]]) { state.withLock { $0.queued.append(.success(texts)) } }
    func fail(_ failure: DutyFailure) { state.withLock { $0.queued.append(.failure(failure)) } }

    func keyList(in format: KeyListFormat) async throws(DutyFailure) -> [UInt8] {
        let answer: Result<[UInt8], DutyFailure> = state.withLock { state in
            state.asked.append(format)
            guard let next = state.queued.first else { return .success(state.usual[format] ?? []) }
            // The earlier form is asked for last.
            if format == .second || (try? next.get()) == nil { state.queued.removeFirst() }
            return next.map { $0[format == .third ? 0 : 1] }
        }
        return try answer.get()
    }
}
