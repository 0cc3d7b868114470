import Foundation
import ProgramRunning
import Testing

/// The clock of the machine's computer is wrong by months; the back end's is right.
@Suite("A machine whose clock is wrong", .enabled(if: WrongClock.isPossible, "needs faketime's library"))
struct WrongClockTests {
    @Test("a year back: franking stops, an audit brings the time, and stamps bear the right date")
    func yearBack() async throws {
        try await withMachine { parts in
            try await restart(parts, days: -365)
            try await expectRefused(parts.place, "psd_clock_went_back")
            try await parts.start(.backEnd)
            try await parts.place.done("audit")
            try await expectHonestStamp(parts.place)
            try await expectSettled(parts)
        }
    }

    @Test("a year forward: franking locks, an audit brings the time, and stamps bear the right date")
    func yearForward() async throws {
        try await withMachine { parts in
            try await restart(parts, days: 365)
            try await expectRefused(parts.place, "psd_inspection_overdue")
            try await parts.start(.backEnd)
            try await parts.place.done("audit")
            try await expectHonestStamp(parts.place)
            try await expectSettled(parts)
        }
    }

    @Test("a lock that stands is lifted by no date, only by the audit")
    func lockStays() async throws {
        try await withMachine { parts in
            try await restart(parts, days: 40)
            try await expectRefused(parts.place, "psd_inspection_overdue")
            for days in [-365, 0, 20] {
                try await restart(parts, days: days)
                #expect(try await parts.place.status().state == "locked", "\(days) days")
                try await expectRefused(parts.place, "psd_inspection_overdue", "psd_clock_went_back")
            }
            try await parts.start(.backEnd)
            try await parts.place.done("audit")
            try await expectHonestStamp(parts.place)
            try await expectSettled(parts)
        }
    }

    /// A machine with funds and one stamp, at the right time.
    private func withMachine(_ work: (RunningParts) async throws -> Void) async throws {
        try await withParts { parts in
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try await parts.start(part) }
            try await parts.place.done("refill", "--amount", "500")
            try await parts.place.done(
                "frank", "--amount", "5", "--instrument", "4", "--output", parts.place.file("before.pdf"))
            try await parts.place.done("upload")
            // With the back end at hand the machine audits by itself, and its time is right before anybody can look.
            await parts.stop(.backEnd)
            try await work(parts)
        }
    }

    /// Base and tablet stop, and start with a clock that is so many days off.
    private func restart(_ parts: RunningParts, days: Int) async throws {
        for part in [RunningParts.Part.tablet, .base] { #expect(await parts.stop(part) == 0) }
        for part in [RunningParts.Part.base, .tablet] { try await parts.start(part, by: WrongClock.way(days: days)) }
    }

    private func expectRefused(
        _ place: SystemPlace, _ codes: String..., location: SourceLocation = #_sourceLocation
    ) async throws {
        let refused = try await place.machine(
            "frank", "--amount", "1", "--instrument", "4", "--output", place.file("no.pdf"))
        let isNamed = codes.contains { refused.errors.contains("[\($0)]") }
        #expect(refused.status == 1 && isNamed, "\(refused)", sourceLocation: location)
        #expect(try await place.status().registers.ascending == 500, sourceLocation: location)
    }

    /// Franks, and compares the time in the back end's record with the time of this test.
    private func expectHonestStamp(_ place: SystemPlace) async throws {
        try await place.done("frank", "--amount", "2", "--instrument", "4", "--output", place.file("after.pdf"))
        try await place.done("upload")
        let made = try await place.books.number("SELECT MAX(made_at) FROM usage_records WHERE counter = 2")
        let now = Int64(Date().timeIntervalSince1970)
        #expect(abs(made - now) < 300, "the stamp bears \(made), it is \(now)")
    }

    private func expectSettled(_ parts: RunningParts) async throws {
        let status = try await parts.place.status()
        #expect(status.state == "valid" && status.outbox.unsent == 0, "\(status)")
        #expect(status.registers == .init(ascending: 700, descending: 49_300, controlTotal: 50_000))
        try await parts.place.books.expectSound("after a wrong clock")
    }
}

/// A clock that is off, by faketime's library; the boot clock, which nobody can set, stays honest.
enum WrongClock {
    private static let library: String? = ["x86_64", "aarch64"]
        .map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }

    static var isPossible: Bool { library != nil }

    /// How to start a part with it. Parts start through `env`, so that the library sets its own variables there: done
    /// in a Swift program, that hides its arguments from it.
    static func way(days: Int) -> RunningParts.Way {
        RunningParts.Way(
            environment: [
                "LD_PRELOAD": library ?? "", "FAKETIME": "\(days < 0 ? "" : "+")\(days)d",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            ])
    }
}
