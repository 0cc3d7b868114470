import Exchanges
import Testing

/// What a machine says to wishes that it must not carry out, and that it is then as it was.
@Suite("Refused commands")
struct RefusedCommandTests {
    /// A command line and the code of its refusal.
    private static let refusals: [(words: [String], code: String)] = [
        (frank("0"), "amount_not_positive"),
        (frank("-5"), "amount_not_positive"),
        (frank("0.001"), "amount_malformed"),
        (frank("12.345"), "amount_malformed"),
        (frank("five hundred"), "amount_malformed"),
        (frank("1e3"), "amount_malformed"),
        (frank("5,00"), "amount_malformed"),
        (refill("1,5"), "amount_malformed"),
        (frank("99999999999999999999"), "amount_malformed"),
        (frank("1000.01"), "amount_over_funds"),
        (frank("5000.01"), "amount_over_cap"),
        (frank("10", instrument: "4711"), "instrument_unknown"),
        (frank("10", instrument: "no such deed"), "instrument_unknown"),
        (frank("10", state: "XX"), "state_unknown"),
        (frank("10", state: "Maharashtra"), "state_unknown"),
        (frank("10", state: "KA"), "state_not_licensed"),
        (refill("0"), "amount_not_positive"),
        (refill("-1"), "amount_not_positive"),
        (refill("1.999"), "amount_malformed"),
        (refill("all of it"), "amount_malformed"),
        (refill("2000000"), "refill_over_maximum"),
        (["print", "--item", "99", "--output", "/dev/null"], "impression_unknown"),
    ]

    private static func frank(_ amount: String, instrument: String = "4", state: String = "MH") -> [String] {
        ["frank", "--amount=\(amount)", "--instrument", instrument, "--state", state]
    }

    private static func refill(_ amount: String) -> [String] { ["refill", "--amount=\(amount)"] }

    private struct Refusal: Decodable {
        struct Body: Decodable {
            let code: String
            let message: String
            let remedy: String
        }
        let error: Body
    }

    @Test("every refusal has its code, a sentence and a remedy, and touches neither registers nor books")
    func refused() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "1000")
            try await place.done("frank", "--amount", "0.01", "--instrument", "4")
            try await place.done("upload")
            let status = try await place.status()
            let books = try await place.books.dump()
            for (words, code) in Self.refusals {
                let plain = try await Program.run(["machine"] + words + ["--data", place.data])
                #expect(plain.status == 1, "\(words): \(plain)")
                #expect(plain.output.isEmpty, "\(words): \(plain)")
                let lines = plain.errors.split(separator: "\n")
                #expect(lines.count == 3 && lines.last == "[\(code)]", "\(words): \(plain)")
                let json = try await Program.run(["machine"] + words + ["--json", "--data", place.data])
                let error = try json.json(Refusal.self).error
                #expect(json.status == 1 && error.code == code, "\(words): \(json)")
                #expect(!error.message.isEmpty && !error.remedy.isEmpty, "\(words): \(json)")
            }
            let after = try await place.status()
            #expect(after.registers == status.registers && after.itemCount == status.itemCount)
            #expect(after.outbox == status.outbox && after.pendingRefill == nil && after.state == "valid")
            #expect(try await place.books.dump() == books)
            try await place.done("frank", "--amount", "1", "--instrument", "4")
        }
    }

    @Test(
        "words that no command has are a usage error",
        arguments: [["machine", "frank"], ["machine", "fly"], ["up", "--port", "90000"]])
    func usage(words: [String]) async throws {
        let answer = try await Program.run(words)
        #expect(answer.status == 64, "\(answer)")
        #expect(answer.errors.contains("Usage:"), "\(answer)")
    }

    @Test("codes that are cut, replayed under another address, or foreign are not genuine")
    func codes() async throws {
        struct Franked: Decodable { let code: String }
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let code = try await place.done("frank", "--amount", "1", "--instrument", "4", "--json")
                .json(Franked.self).code
            let body = String(code[code.index(after: code.lastIndex(of: "/") ?? code.startIndex)...])
            let cases = [
                (String(code.dropLast()), "code_malformed|code_not_canonical|stamp_signature_bad"),
                (String(code.prefix(60)), "code_malformed"),
                ("HTTPS://EXAMPLE.ORG/V/" + body, "code_prefix_foreign"),
                (code + "A", "code_malformed|code_not_canonical|stamp_signature_bad"),
                (code.lowercased(), "code_not_canonical"),
                ("", "code_malformed|code_prefix_foreign"),
                (String(repeating: "A", count: 100_000), "code_malformed"),
            ]
            for (text, codes) in cases {
                let answer = try await place.verify("--code", text)
                #expect(answer.status == 2, "\(text.prefix(40)): \(answer)")
                let expected = codes.split(separator: "|").contains { answer.errors.contains("[\($0)]") }
                #expect(expected, "\(text.prefix(40)), not \(codes): \(answer)")
            }
            // A machine of another installation signs with a key that this key list does not name.
            try await withSystem { other in
                try await other.place.done("refill", "--amount", "100")
                let foreign = try await other.place.done("frank", "--amount", "1", "--instrument", "4", "--json")
                    .json(Franked.self).code
                let here =
                    code.prefix(code.count - body.count)
                    + foreign[foreign.index(after: foreign.lastIndex(of: "/") ?? foreign.startIndex)...]
                let answer = try await place.verify("--code", String(here))
                #expect(answer.status == 2 && answer.errors.contains("[signer_unknown]"), "\(answer)")
            }
        }
    }
}
