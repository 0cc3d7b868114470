import Foundation
import Testing

/// A machine that is withdrawn, and its security device's next life.
@Suite struct WithdrawalTests {
    private struct Franked: Decodable {
        let code: String
        let psdKey: String
    }

    @Test func `a withdrawn machine gives its funds back, and its device franks on under a new key`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            let old = try await frank(place)
            let unsure = try await place.machine("withdraw")
            #expect(unsure.status == 1 && unsure.errors.contains("--yes"), "\(unsure)")
            #expect(try await place.status().state == "valid")
            let done = try await place.done("withdraw", "--yes")
            #expect(done.output.contains("₹4,500.00"), "\(done)")
            #expect(try await place.books.balance("customer-funds") == 100_000_000 - 50_000)
            #expect(try keys(of: place).isEmpty, "the key of the first life is still there")
            #expect(try await place.firstDevice().standing == "withdrawn")
            for words in [["refill", "--amount", "1"], ["frank", "--amount", "1", "--instrument", "4"]] {
                let refused = try await Program.run(["machine"] + words + ["--data", place.data])
                #expect(refused.status == 1 && refused.errors.contains("[psd_state_refuses]"), "\(refused)")
            }
            let settle = try await place.backEnd("settle", "--psd", old.psdKey)
            #expect(settle.status == 1 && settle.errors.contains("when it was withdrawn"), "\(settle)")

            try await place.done("next-life")
            // A start in between must not license the new life by itself.
            await system.stop()
            try await system.start()
            let waiting = try await place.status()
            #expect(waiting.state == "initialised" && waiting.keyToPermit?.count == 64, "\(waiting)")
            try await place.license("LIC-2")
            #expect(try await place.status().registers == .init(ascending: 50_000, descending: 0, controlTotal: 50_000))
            try await place.done("refill", "--amount", "100")
            let new = try await frank(place, "40")
            #expect(new.psdKey == old.psdKey.dropLast() + "2")
            try await place.done("upload")
            try await place.until("the new key is published") { try await place.verify("--code", new.code).status == 0 }
            let verified = try await place.verify("--code", old.code)
            #expect(verified.status == 1 && verified.output.contains("taken out of use"), "\(verified)")
            try await place.books.expectSound("in the second life")
            #expect(try await place.books.balance("psd-value") == 6_000)
        }
    }

    private func frank(_ place: SystemPlace, _ amount: String = "500") async throws -> Franked {
        try await place.done("frank", "--amount", amount, "--instrument", "4", "--json").json(Franked.self)
    }

    private func keys(of place: SystemPlace) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.data + "/base/keys").filter { $0.hasSuffix(".key") }
    }
}
