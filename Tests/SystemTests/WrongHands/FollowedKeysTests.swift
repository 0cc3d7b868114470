import Foundation
import ProgramRunning
import Testing

/// The services' keys are followed by others while a machine has funds, records and a refill of which it doesn't know the end.
@Suite struct FollowedKeysTests {
    @Test func `the machine follows by itself: its refill ends once, it franks and uploads on, and the books hold`()
        async throws
    {
        try await withParts { parts in
            let place = parts.place
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try await parts.start(part) }
            try await place.done("refill", "--amount", "500")
            try await place.done("frank", "--amount", "5", "--instrument", "4", "--output", place.file("a.pdf"))
            let first = try await fingerprint(place)
            #expect(await parts.stop(.backEnd) == 0)
            #expect(try await place.machine("refill", "--amount", "100").status != 0)
            #expect(try await place.status().pendingRefill?.amount == 10_000)
            for service in ["funds", "transactions", "distributor", "publisher"] {
                let told = try await place.operated("root", "--new-key", service)
                #expect(told.output.contains("Make a backup"), "\(told)")
            }
            let halves = place.file("next-root")
            try await place.operated("root", "--new-root", halves)
            #expect(try await fingerprint(place) != first)
            try await place.operated("check")

            try await parts.start(.backEnd)
            try await place.until("the machine knows the next keys") { try await place.machine("audit").status == 0 }
            try await refillEnds(place)
            try await place.done("frank", "--amount", "7", "--instrument", "4", "--output", place.file("b.pdf"))
            try await place.done("upload")
            try await place.done("audit")
            let after = try await place.status()
            #expect(after.registers == .init(ascending: 1_200, descending: 58_800, controlTotal: 60_000), "\(after)")
            #expect(after.outbox.unsent == 0)
            let root = try await fingerprint(place)
            try await place.until("the machine names the next root") {
                try await place.done("status").output.contains(root)
            }
            try await place.operated("check")
            try await place.books.expectSound("after the services' keys were followed")
        }
    }

    /// The refill is asked about again by itself, longer and longer apart while nobody answered.
    private func refillEnds(_ place: SystemPlace) async throws {
        let start = ContinuousClock.now
        while try await place.status().pendingRefill != nil {
            guard .now - start < .seconds(90) else { throw RunFailure("the refill did not end") }
        }
    }

    private func fingerprint(_ place: SystemPlace) async throws -> String {
        struct Root: Decodable { let fingerprint: String }
        return try await place.operated("root", "--json").json(Root.self).fingerprint
    }
}
