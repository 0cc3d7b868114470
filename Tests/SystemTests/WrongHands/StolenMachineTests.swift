import DutyModel
import Foundation
import ProgramRunning
import Signing
import Testing

/// A machine is stolen with everything in it, and the operator revokes it.
@Suite struct StolenMachineTests {
    private struct Franked: Decodable { let code: String }
    private struct Revoked: Decodable { let keys: [String] }

    @Test func `the thief's stamps are refused within a minute, and each honest paper from before is told as genuine`()
        async throws
    {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "1000")
            let honest = try await [frank("100", place), frank("200", place)]
            try await place.done("upload")
            let device = try await place.firstDevice()
            let thief = try await Thief(place, device)
            for code in honest { #expect(try await place.verify("--code", code).status == 0) }

            let start = ContinuousClock.now
            let revoked = try await place.operated(
                "revoke", "--machine", device.machine, "--reason", "Stolen on Friday", "--json"
            ).json(Revoked.self)
            #expect(revoked.keys == [device.psdKey])
            try await place.until("the key list says so") {
                try await place.verify("--code", honest[0]).errors.contains("[signer_revoked]")
            }
            #expect(ContinuousClock.now - start < .seconds(60))

            // The thief franks on, backdates, and signs an old item number anew.
            let now = Timestamp(Int64(Date.now.timeIntervalSince1970))
            let forged = [
                try thief.record(3, .rupees(300), at: now),
                try thief.record(4, .rupees(400), at: now.advanced(byDays: -1)),
            ]
            let anew = try thief.record(1, .rupees(900), at: now)
            let prefix = try VerifyPrefix("HTTP://127.0.0.1:\(place.port)/V/")
            for record in forged + [anew] {
                let code = try StampCode.encode(record.record.stamp, prefix: prefix)
                let verdict = try await place.verify("--code", code)
                #expect(verdict.status == 2 && verdict.errors.contains("[signer_revoked]"), "\(verdict)")
                let page = try await Program.tool("curl", ["-sS", code])
                #expect(page.output.contains("Not proven genuine"), "\(page)")
            }
            let records = try await place.books.number("SELECT COUNT(*) FROM usage_records")
            for batch in [forged, [anew]] { #expect(try await thief.upload(batch) == .machineBlocked) }
            #expect(try await place.books.number("SELECT COUNT(*) FROM usage_records") == records)

            // Off-line nothing tells an honest paper from a backdated one; the back end's page does.
            for code in honest {
                #expect(try await place.verify("--code", code).status == 2)
                let page = try await Program.tool("curl", ["-sS", code])
                #expect(page.output.contains("recorded before") && page.output.contains("Stolen on Friday"), "\(page)")
            }
            // The machine itself franks no more from its next contact on, and its money goes back.
            _ = try await place.machine("audit")
            try await place.until("the machine is locked") { try await place.status().lock?.code == "psd_retired" }
            try await place.operated("settle", "--psd", device.psdKey)
            #expect(try await place.books.balance("customer-funds") == 100_000_000 - 30_000)
            try await place.requireBooksHold()
        }
    }

    @Test func `a device's public key is licensed under no second serial`() async throws {
        struct KeyList: Decodable {
            struct Key: Decodable { let publicKey: String }
            let keys: [Key]
        }
        try await withSystem { system in
            let place = system.place
            let list = try JSONDecoder().decode(
                KeyList.self, from: Data(contentsOf: URL(filePath: place.data + "/public/key-list-3.json")))
            let key = try #require(list.keys.first?.publicKey)
            let device = try await place.firstDevice()
            let doubled = try await place.backEnd(
                "license", "--psd", "P00000077-1", "--public-key", key, "--machine", device.machine, "--licence", "L-2",
                "--state", "MH")
            #expect(doubled.status == 1 && doubled.errors.contains("[key_licensed]"), "\(doubled)")
            let weak = try await place.backEnd(
                "license", "--psd", "P00000077-1", "--public-key", "01" + String(repeating: "00", count: 31),
                "--machine", device.machine, "--licence", "L-2", "--state", "MH")
            #expect(weak.status == 1 && weak.errors.contains("[key_weak]"), "\(weak)")
        }
    }

    private func frank(_ amount: String, _ place: SystemPlace) async throws -> String {
        try await place.done("frank", "--amount", amount, "--instrument", "4", "--json").json(Franked.self).code
    }
}
