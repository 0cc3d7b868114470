import Foundation
import ProgramRunning
import Testing

/// Two years pass for the whole system, by faketime's library; then as much again, with the machine switched off.
@Suite("A machine and the end of its certificate", .enabled(if: WrongClock.isPossible, "needs faketime's library"))
struct SleptMachineTests {
    @Test("it renews in time by itself; one that slept 800 days renews once an operator has let it")
    func slept() async throws {
        try await withParts { parts in
            let place = parts.place
            try await start(parts, days: 0)
            try await place.done("refill", "--amount", "500")
            try await restart(parts, days: 700)
            try await place.until("the certificate is renewed") { try await certificates(place) == ["0", "1"] }
            try await place.done("audit")
            try await place.done("frank", "--amount", "5", "--instrument", "4", "--output", place.file("a.pdf"))
            try await place.done("upload")

            try await restart(parts, days: 1_500)
            let refused = try await place.machine("audit")
            #expect(
                refused.errors.contains("[certificate_expired]") && refused.errors.contains("readmit"), "\(refused)")
            #expect(try await certificates(place) == ["0", "1"])
            let machine = try await place.firstDevice().machine
            #expect(try await place.backEnd("readmit", "--machine", "NOBODY").errors.contains("[machine_unknown]"))
            try await place.operated("readmit", "--machine", machine)
            // A start looks at once; a machine that runs looks again within a quarter of an hour.
            #expect(await parts.stop(.tablet) == 0)
            try await parts.start(.tablet, by: WrongClock.way(days: 1_500))
            try await place.until("the certificate is renewed again") {
                try await certificates(place) == ["0", "0", "1"]
            }
            try await place.done("audit")
            #expect(
                try await place.status().registers == .init(ascending: 500, descending: 49_500, controlTotal: 50_000))
            try await place.books.expectSound("after 1,500 days")
        }
    }

    /// Of each certificate of the machine, in the order of their ends, whether it is in force.
    private func certificates(_ place: SystemPlace) async throws -> [String] {
        try await place.books.rows("SELECT revoked_at IS NULL FROM machine_certificates ORDER BY expires_at")
    }

    private func start(_ parts: RunningParts, days: Int) async throws {
        for part in [RunningParts.Part.backEnd, .base, .tablet] {
            try await parts.start(part, by: WrongClock.way(days: days))
        }
    }

    private func restart(_ parts: RunningParts, days: Int) async throws {
        for part in [RunningParts.Part.tablet, .base, .backEnd] { #expect(await parts.stop(part) == 0) }
        try await start(parts, days: days)
    }
}
