import Foundation
import Testing

/// The whole road once, over the built program: top up, frank, print, read the print, check, upload.
@Suite("First path")
struct FirstPathTests {
    private struct Franked: Decodable {
        let item: Int
        let code: String
    }

    @Test("a refill, an impression, its print and its code")
    func refillFrankVerify() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            let print = place.file("stamp.pdf")
            let franked = try await place.done(
                "frank", "--amount", "500", "--instrument", "4", "--state", "MH", "--output", print, "--json"
            ).json(Franked.self)
            let status = try await place.status()
            #expect(status.registers == .init(ascending: 50_000, descending: 450_000, controlTotal: 500_000))
            #expect(status.itemCount == 1 && franked.item == 1)
            #expect(status.state == "valid")

            let code = try await read(print, in: place)
            #expect(code == franked.code)
            let genuine = try await place.verify("--code", code)
            #expect(genuine.status == 0, "\(genuine)")
            let machine = try #require(status.machine)
            for content in ["₹500.00", "Article 4", "MH", machine, "five hundred"] {
                #expect(genuine.output.localizedCaseInsensitiveContains(content), "\(content) is not in\n\(genuine)")
            }
            let seen = try await place.verify("--image", place.file("print.png"))
            #expect(seen.status == 0 && seen.output == genuine.output, "\(seen)")
            let stranger = try await Program.run(["verify", "--code", code, "--data", place.file("nowhere")])
            #expect(stranger.status == 3, "\(stranger)")
            #expect(stranger.errors.contains("[key_list_missing]"))
        }
    }

    @Test("a code with one character changed is not genuine, wherever it is changed, and the answer says why")
    func changedCode() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let code = try await place.done("frank", "--amount", "1", "--instrument", "4", "--json")
                .json(Franked.self).code
            for at in Array(stride(from: 0, to: code.count, by: 9)) + [code.count - 1] {
                var changed = Array(code)
                changed[at] = changed[at] == "A" ? "B" : "A"
                let answer = try await place.verify("--code", String(changed))
                #expect(answer.status == 2, "character \(at): \(answer)")
                #expect(answer.output.isEmpty, "character \(at): \(answer)")
                #expect(answer.errors.contains(/\[(code|signer|stamp)_[a-z_]+\]/), "character \(at): \(answer)")
            }
            let untouched = try await place.verify("--code", code)
            #expect(untouched.status == 0)
        }
    }

    @Test("after an upload nothing waits, the back end has each record once, and its ledger is sound")
    func uploaded() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            for amount in ["500", "20", "0.05"] {
                try await place.done("frank", "--amount", amount, "--instrument", "4")
            }
            let waiting = try await place.status()
            #expect(waiting.outbox.unsent == 3)
            try await place.done("upload")
            let sent = try await place.status()
            #expect(sent.outbox.unsent == 0)
            #expect(sent.registers == waiting.registers)
            let books = place.books
            #expect(
                try await books.rows("SELECT counter, value_paise, article, state FROM usage_records ORDER BY counter")
                    == ["1|50000|4|MH", "2|2000|4|MH", "3|5|4|MH"])
            try await place.done("audit")
            try await books.expectSound("after the audit")
            #expect(try await books.balance("customer-funds") == 100_000_000 - 500_000)
            #expect(try await books.balance("in-transit") == 0)
            #expect(try await books.balance("psd-value") == sent.registers.descending)
            #expect(try await books.balance("consumed-duty") == sent.registers.ascending)
        }
    }

    /// The code of the print, as programs that are not ours read it.
    private func read(_ print: String, in place: SystemPlace) async throws -> String {
        let drawn = try await Program.tool(
            "pdftoppm", ["-r", "300", "-png", "-singlefile", print, place.file("print")])
        #expect(drawn.status == 0, "\(drawn)")
        let scanned = try await Program.tool("zbarimg", ["--quiet", "--raw", place.file("print.png")])
        #expect(scanned.status == 0, "\(scanned)")
        return scanned.line
    }
}
