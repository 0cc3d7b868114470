import Foundation
import Testing

/// A back end that is put back from an older backup.
@Suite struct RestoredBooksTests {
    private struct Alarm: Decodable { let code: String }

    @Test func `the machine brings back by itself the grants and records that the books lost`() async throws {
        try await withSystem { system in
            let place = system.place
            let copy = place.file("backup")
            try await place.done("refill", "--amount", "5000")
            try await frank("10", times: 1, place)
            try await place.done("upload")
            try await place.operated("backup", "--output", copy)
            try await place.done("refill", "--amount", "1000")
            // More than one batch, and more than fit a screen: the device keeps them after their receipt.
            try await frank("1", times: 60, place)
            try await place.done("upload")
            let before = try await place.status()
            #expect(before.outbox.unsent == 0)
            await system.stop()
            let restored = try await place.operated("restore", "--from", copy, "--replace")
            #expect(restored.output.contains("term is now 2"))
            #expect(try await place.firstDevice().auditWanted)

            // The next contact is enough: with it the back end's wish for an audit is heard.
            try await system.start()
            try await place.done("refill", "--amount", "5")
            try await place.until("the audit is made") { try await !place.firstDevice().auditWanted }
            try await place.until("the records are back") { try await place.firstDevice().itemCount == 61 }
            try await place.until("the device is fit again") { try await place.firstDevice().standing == "active" }
            let after = try await place.status()
            #expect(after.registers.descending == before.registers.descending + 500, "\(after)")
            #expect(after.registers.ascending == before.registers.ascending && after.state == "valid", "\(after)")
            try await place.requireBooksHold()
            #expect(try await place.books.balance("customer-funds") == 100_000_000 - 600_500)
            #expect(try await place.books.balance("psd-value") == after.registers.descending)
            #expect(try await place.books.balance("consumed-duty") == 7_000)
            try await settleAlarms(place)

            try await place.done("refill", "--amount", "5")
            try await frank("1", times: 1, place)
            try await place.done("upload")
            try await place.done("audit")
            try await place.books.expectNoOpenAlarm("after everything was brought back")
        }
    }

    @Test func `a back end's whole folder put back by hand is refused: a newer key list was published`() async throws {
        try await withSystem { system in
            let place = system.place
            let (copy, aside) = (place.file("backup"), place.file("aside"))
            try await place.done("refill", "--amount", "5000")
            try await place.done("frank", "--amount", "500", "--instrument", "4")
            try await place.done("upload")
            try await place.operated("backup", "--output", copy)
            await system.stop()
            try FileManager.default.copyItem(atPath: place.data + "/backend", toPath: aside)
            try await system.start()
            let device = try await place.firstDevice().psdKey
            try await place.done("spoil", "--item", "1", "--yes")
            try await place.until("the spoiled print is known") {
                try await place.backEnd("refund", "--psd", device, "--item", "1").status == 0
            }
            await system.stop()
            try FileManager.default.removeItem(atPath: place.data + "/backend")
            try FileManager.default.moveItem(atPath: aside, toPath: place.data + "/backend")
            for refused in [try await Program.run(place.up), try await place.backEnd("accounts")] {
                #expect(refused.status == 1 && refused.errors.contains("[books_rolled_back]"), "\(refused)")
                #expect(refused.errors.contains("backend restore"), "\(refused)")
            }
            try await place.operated("restore", "--from", copy, "--replace")
            try await system.start()
            try await place.requireBooksHold()
        }
    }

    @Test
    func `a device that went into its next life after the backup works on, and stays the only one listed as valid`()
        async throws
    {
        try await withSystem { system in
            let place = system.place
            let copy = try await nextLifeAfterBackup(place)
            let funds = try await place.books.balance("customer-funds")
            await system.stop()
            let restored = try await place.operated("restore", "--from", copy, "--replace")
            #expect(restored.output.contains("later acts"), "\(restored)")
            let devices = try await place.devices()
            #expect(devices.map(\.standing).sorted().last == "withdrawn" && devices.count == 2, "\(devices)")

            try await system.start()
            try await place.done("refill", "--amount", "5")
            try await place.until("the audit is made") { try await !place.devices().contains { $0.auditWanted } }
            try await frank("1", times: 1, place)
            try await place.done("upload")
            try await place.done("audit")
            #expect(try await place.books.balance("customer-funds") == funds - 500)
            #expect(try await place.status().registers.descending == 8_400)
            try await place.requireBooksHold()
        }
    }

    @Test func `where acts and key list are lost too, the machine shows its licence, and an operator unlocks it`()
        async throws
    {
        try await withSystem { system in
            let place = system.place
            let copy = try await nextLifeAfterBackup(place)
            await system.stop()
            for lost in ["backend/acts.log", "public/key-list.json", "public/key-list-3.json"] {
                try FileManager.default.removeItem(atPath: place.data + "/" + lost)
            }
            let restored = try await place.operated("restore", "--from", copy, "--replace")
            #expect(restored.output.contains("No acts were found"), "\(restored)")
            #expect(try await place.devices().count == 1)

            try await system.start()
            let refused = try await place.machine("refill", "--amount", "5")
            #expect(refused.status == 1 && refused.errors.contains("[machine_blocked]"), "\(refused)")
            let device = try #require(try await place.devices().first { $0.psdKey.hasSuffix("-2") })
            #expect(device.standing == "blocked", "\(device)")
            let frank = try await place.machine("frank", "--amount", "1", "--instrument", "4")
            #expect(frank.status == 1 && frank.errors.contains("[machine_blocked]"), "\(frank)")
            try await place.operated("unlock", "--psd", device.psdKey)
            try await place.done("audit")
            try await place.until("the device is fit again") {
                try await place.devices().contains { $0.psdKey == device.psdKey && $0.standing == "active" }
            }
            try await place.done("refill", "--amount", "5")
            try await self.frank("1", times: 1, place)
            try await place.done("upload")
            try await place.done("audit")
            #expect(try await place.status().registers.descending == 8_400)
            try await place.requireBooksHold()
        }
    }

    /// A backup, and after it a withdrawal and a next life at work; where the backup is.
    private func nextLifeAfterBackup(_ place: SystemPlace) async throws -> String {
        let copy = place.file("backup")
        try await place.done("refill", "--amount", "500")
        try await frank("10", times: 2, place)
        try await place.done("upload")
        try await place.operated("backup", "--output", copy)
        try await place.done("refill", "--amount", "70")
        try await frank("5", times: 1, place)
        try await place.done("withdraw", "--yes")
        try await place.done("next-life")
        try await place.license("MH-2")
        try await place.done("refill", "--amount", "100")
        try await frank("20", times: 1, place)
        try await place.done("upload")
        return copy
    }

    /// The operator reads what happened and takes note of it: of the device, and of the account.
    private func settleAlarms(_ place: SystemPlace) async throws {
        let alarms = try await place.operated("alarms", "--json").json(OperatorList<Alarm>.self).lines
        #expect(Set(alarms.map(\.code)).isSuperset(of: ["grants_missing"]))
        let device = try await place.firstDevice().psdKey
        for code in Set(alarms.map(\.code)) {
            _ = try await place.backEnd("alarms", "--settle", code, "--psd", device)
        }
        try await place.operated("alarms", "--settle", "grants_missing", "--customer", "DEMONSTRATION")
        #expect(try await place.operated("alarms").output.contains("No alarm is open."))
    }

    private func frank(_ amount: String, times: Int, _ place: SystemPlace) async throws {
        for _ in 0..<times { try await place.done("frank", "--amount", amount, "--instrument", "4") }
    }
}
