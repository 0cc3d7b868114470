import Foundation
import Testing

/// A print that is spoiled, from the counter to the refund.
@Suite struct SpoiledPrintTests {
    private struct Franked: Decodable { let code: String }
    private struct Refund: Decodable { let paid, deduction: Int64 }

    @Test func `a print is drawn twice at the most`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            try await place.done("frank", "--amount", "500", "--instrument", "4", "--output", place.file("a.pdf"))
            let again = try await place.done("print", "--item", "1", "--output", place.file("b.pdf"))
            #expect(again.output.contains("never printed again"))
            let third = try await place.machine("print", "--item", "1", "--output", place.file("c.pdf"))
            #expect(third.status == 1 && third.errors.contains("[print_spent]"), "\(third)")
            #expect(!FileManager.default.fileExists(atPath: place.file("c.pdf")))
            let spoil = try await place.machine("spoil", "--item", "1")
            #expect(spoil.status == 1 && spoil.errors.contains("[spoil_refused]"), "\(spoil)")
            // What was asked for in vain is the asker's matter, and nothing is wrong with the machine.
            #expect(try await place.status().problems == [])
            #expect(try await place.status().registers.ascending == 50_000)
        }
    }

    @Test func `a spoiled print reaches the back end by itself, is refunded once, and its stamp says so`() async throws
    {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            let code = try await place.done("frank", "--amount", "750.50", "--instrument", "4", "--json")
                .json(Franked.self).code
            #expect(try await place.verify("--code", code).status == 0)
            try await place.done("spoil", "--item", "1")
            try await place.until("the declaration arrives") {
                try await place.operated("spoils").output.contains("not yet")
            }
            try await expect("spoiled", of: code, in: place)
            let device = try await place.firstDevice().psdKey
            // The machine sent the record by itself, before the declaration: nothing was uploaded by hand.
            let refund = try await place.operated("refund", "--psd", device, "--item", "1", "--json")
                .json(Refund.self)
            #expect((refund.paid, refund.deduction) == (67_545, 7_505))
            let second = try await place.backEnd("refund", "--psd", device, "--item", "1")
            #expect(second.status == 1 && second.errors.contains("[operation_conflict]"), "\(second)")
            try await expect("given back", of: code, in: place)
            let page = try await Program.tool("curl", ["-sS", code])
            #expect(page.output.contains("given back"), "\(page)")
            // The machine's registers keep the debit; the account has the refund.
            #expect(try await place.status().registers.ascending == 75_050)
            #expect(try await place.books.balance("customer-funds") == 100_000_000 - 500_000 + 67_545)
            #expect(try await place.books.balance("consumed-duty") == 7_505)
            try await place.books.expectSound("after the refund")
        }
    }

    /// Waits until the published list says this of the stamp; its exit status is then 1.
    private func expect(_ word: String, of code: String, in place: SystemPlace) async throws {
        try await place.until("verify says “\(word)”") {
            let answer = try await place.verify("--code", code)
            return answer.status == 1 && answer.output.contains(word)
        }
    }
}
