import Foundation
import ProgramRunning
import Testing

/// One customer's device declares more prints spoiled than any list holds.
///
/// The bounds are per device, so a hundredth of a million shows what a million does.
@Suite struct MillionSpoilsTests {
    private struct Franked: Decodable { let code: String }

    @Test func `the list goes out, its customer is suspended, and everything starts and enrols`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let code = try await place.done("frank", "--amount", "1", "--instrument", "4", "--json")
                .json(Franked.self).code
            try await place.done("spoil", "--item", "1")
            try await place.until("the declaration arrives") {
                try await place.operated("spoils").output.contains("not yet")
            }
            await system.stop()
            // As an earlier version took them: half of them of prints that never were, half of true ones.
            try await write(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20100)
                INSERT INTO spoils SELECT customer, psd_key, 1 + i, declaration, received_at FROM spoils, n;
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10050)
                INSERT INTO usage_records SELECT customer, psd_key, counter + i, value_paise, made_at, state, article,
                    stamp_signature, ascending_paise, descending_paise, previous, signature, chain_hash, reported_paise,
                    received_at FROM usage_records, n;
                """, place)
            let enrolled = try await Program.run([
                "backend", "enroll", "--data", place.data, "--output", place.file("second"),
            ])
            #expect(enrolled.status == 0, "\(enrolled)")
            try await system.start()
            try await place.until("the list says so") {
                let verdict = try await place.verify("--code", code)
                return verdict.status == 1 && verdict.output.contains("suspended")
            }
            #expect(try await place.operated("alarms").output.contains("key_list_overfull"))
            #expect(!(try await place.operated("alarms").output.contains("key_list_unpublished")))
            let list = try String(contentsOfFile: place.data + "/public/key-list-3.json", encoding: .utf8)
            #expect(list.components(separatedBy: #""status" : "valid""#).count == 3, "both machines' keys are listed")
            #expect(list.components(separatedBy: #""suspended""#).count == 2)
        }
    }

    private func write(_ statements: String, _ place: SystemPlace) async throws {
        let answer = try await Program.tool("sqlite3", ["-batch", place.books.file, statements])
        guard answer.status == 0 else { throw RunFailure("\(answer)") }
    }
}
