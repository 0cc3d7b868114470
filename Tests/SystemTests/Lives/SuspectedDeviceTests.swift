import Foundation
import Testing

/// An old `base/` and `tablet/` put back: what the back end knows of it reaches the machine, the operator and the readers.
@Suite struct SuspectedDeviceTests {
    private struct Suspect: Decodable {
        struct Record: Decodable, Equatable {
            let item: Int
            let value: Int64
            let setAside: String?
            let double: Bool
        }
        let psdKey: String
        let fromItem: Int
        let records: [Record]
    }

    private struct Franked: Decodable { let code: String }

    /// Franks so many rupees and gives the stamp's code.
    private func frank(_ amount: String, _ place: SystemPlace) async throws -> String {
        try await place.done("frank", "--amount", amount, "--instrument", "4", "--json").json(Franked.self).code
    }

    /// Stops the system, keeps copies of the machine's two folders, or puts them back, and starts it again.
    private func exchangeFolders(_ system: RunningSystem, putBack: Bool) async throws {
        await system.stop()
        for folder in ["base", "tablet"] {
            let (there, kept) = (system.place.data + "/" + folder, system.place.file("old-" + folder))
            if putBack { try FileManager.default.removeItem(atPath: there) }
            try FileManager.default.copyItem(atPath: putBack ? kept : there, toPath: putBack ? there : kept)
        }
        try await system.start()
    }

    @Test func `a machine put back franks until its next contact, then locks for good, and nothing is paid for it`()
        async throws
    {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            let before = try await frank("100", place)
            try await place.done("upload")
            try await exchangeFolders(system, putBack: false)
            let printed = try await frank("500", place)
            try await place.done("upload")
            try await place.done("spoil", "--item", "2")
            try await place.until("the declaration arrives") {
                try await place.operated("spoils").output.contains("not yet")
            }
            try await exchangeFolders(system, putBack: true)
            #expect(try await place.status().state == "valid", "nothing has told it yet")
            let copied = try await frank("200", place)
            _ = try await place.machine("upload")
            try await expectLocked(system, "psd_clone_suspected")
            let device = try await place.firstDevice()
            #expect(device.standing == "clone_suspected")
            try await expectNoMoney(for: device.psdKey, place)
            let suspects = try await place.operated("suspects", "--json").json(OperatorList<Suspect>.self).lines
            let suspect = try #require(suspects.first)
            #expect(suspect.psdKey == device.psdKey && suspect.fromItem == 2)
            #expect(suspect.records.map(\.item) == [2, 2] && suspect.records.allSatisfy(\.double))
            #expect(suspect.records.map(\.setAside) == [nil, "usage_conflict"])
            // Of the two stamps of item 2 a reader is told that one may be a copy's; nothing is said of those before.
            #expect(try await place.verify("--code", before).status == 0)
            for code in [copied, printed] {
                let verdict = try await place.verify("--code", code)
                #expect(verdict.status == 1 && verdict.output.contains("under examination"), "\(verdict)")
            }
            // An operator unlocks it without having looked: the next audit shows once more that there are two.
            try await place.operated("unlock", "--psd", device.psdKey)
            _ = try await place.machine("audit")
            let status = try await place.status()
            #expect(status.state == "locked" && status.lock?.code == "psd_clone_suspected", "\(status)")
        }
    }

    @Test func `a machine that is shown a receipt for what it does not know locks for good`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "5000")
            try await place.done("frank", "--amount", "100", "--instrument", "4")
            // A copy of a machine of which a record waits.
            try await exchangeFolders(system, putBack: false)
            try await place.done("frank", "--amount", "500", "--instrument", "4")
            try await place.done("upload")
            try await exchangeFolders(system, putBack: true)
            let refused = try await place.machine("upload")
            #expect(refused.status == 1 && refused.errors.contains("[receipt_bad]"), "\(refused)")
            try await expectLocked(system, "journal_rolled_back")
            // Nothing that a machine can ask for makes its journal newer.
            _ = try await place.machine("audit")
            try await expectLocked(system, "journal_rolled_back")
        }
    }

    /// The machine is locked by this code now and after a restart, and says whom to call.
    private func expectLocked(_ system: RunningSystem, _ code: String) async throws {
        let place = system.place
        for moment in ["now", "after a restart"] {
            let status = try await place.status()
            #expect(status.state == "locked" && status.lock?.code == code, "\(moment): \(status)")
            #expect(status.lock?.remedy.contains("call") == true, "\(status)")
            let frank = try await place.machine("frank", "--amount", "1", "--instrument", "4")
            #expect(frank.status == 1 && frank.errors.contains("[\(code)]"), "\(moment): \(frank)")
            await system.stop()
            try await system.start()
        }
    }

    /// Nothing is refunded for a suspected device without the operator's word.
    private func expectNoMoney(for device: String, _ place: SystemPlace) async throws {
        let before = try await place.books.balance("customer-funds")
        let refused = try await place.backEnd("refund", "--psd", device, "--item", "2")
        #expect(refused.status == 1 && refused.errors.contains("[psd_clone_suspected]"), "\(refused)")
        #expect(refused.errors.contains("--although-suspected"), "\(refused)")
        #expect(try await place.books.balance("customer-funds") == before)
        try await place.operated(
            "refund", "--psd", device, "--item", "2", "--although-suspected", "seen at the counter")
        #expect(try await place.books.balance("customer-funds") == before + 45_000)
        try await place.requireBooksHold()
    }
}
