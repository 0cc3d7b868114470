import Foundation
import Testing

/// A security device that is taken out of the base and replaced.
@Suite struct ReplacementTests {
    private struct Inserted: Decodable {
        let psdKey, publicKey: String
        let unsettledItems: [Int]
    }

    @Test func `a new device waits for its licence, works, and the old one's records and funds are not lost`()
        async throws
    {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            for amount in ["500", "20"] { try await place.done("frank", "--amount", amount, "--instrument", "4") }
            let whileRunning = try await place.machine("insert-psd", "--serial", "4242")
            #expect(whileRunning.status == 1 && whileRunning.errors.contains("[data_in_use]"), "\(whileRunning)")
            await system.stop()
            let inserted = try await place.done("insert-psd", "--serial", "4242", "--json").json(Inserted.self)
            #expect(inserted.psdKey == "P00004242-1")
            #expect(inserted.unsettledItems == [1, 2], "nothing can be printed of them any more, which is said now")
            try await system.start()
            let waiting = try await place.status()
            #expect(waiting.state == "initialised" && waiting.deviceToPermit == "P00004242-1", "\(waiting)")
            #expect(waiting.keyToPermit == inserted.publicKey && waiting.replacedDevices.count == 1)
            let early = try await place.machine("audit")
            #expect(early.status == 1 && early.errors.contains("[psd_not_permitted]"), "\(early)")

            let old = try await place.firstDevice().psdKey
            try await place.license("LIC-2")
            #expect(try await place.firstDevice().standing == "replaced")
            // Blocked and unlocked, the old one would be as good as the new one.
            let block = try await place.backEnd("block", "--psd", old)
            #expect(block.status == 1 && block.errors.contains("[psd_retired]"), "\(block)")
            try await place.done("refill", "--amount", "100")
            try await place.done("frank", "--amount", "40", "--instrument", "4")
            try await place.done("upload")
            #expect(try await place.status().replacedDevices == [])
            #expect(try await place.firstDevice().itemCount == 2)

            try await place.operated("retire", "--psd", old)
            let settled = try await place.operated("settle", "--psd", old)
            #expect(settled.output.contains("₹4,480.00 that the device held"), "\(settled)")
            let again = try await place.backEnd("settle", "--psd", old)
            #expect(again.status == 1 && again.errors.contains("[nothing_to_settle]"), "\(again)")
            #expect(try await place.books.balance("customer-funds") == 100_000_000 - 52_000 - 10_000)
            try await place.books.expectSound("after the replacement")
        }
    }
}
