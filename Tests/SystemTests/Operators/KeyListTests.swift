import Foundation
import ProgramRunning
import Testing

/// The key list, from an operator's act to whoever checks a stamp.
@Suite struct KeyListTests {
    @Test func `a list that can't be published stops no franking, is an alarm, and is made up for`() async throws {
        try await withPlace { system in
            let place = system.place
            try await system.start()
            #expect(try await place.operated("check").output.contains("key list was in its place"))
            await system.stop()
            let published = place.data + "/public"
            try FileManager.default.moveItem(atPath: published, toPath: published + ".away")
            try Data().write(to: URL(filePath: published))

            try await system.start()
            let check = try await place.backEnd("check")
            #expect(check.status == 1 && check.output.contains("[key_list_unpublished]"), "\(check)")
            try await place.done("refill", "--amount", "50")
            try await place.until("the next try has failed as well") {
                let alarms = try await place.operated("alarms")
                return alarms.output.contains("key_list_unpublished") && alarms.output.contains("(back end)")
            }

            // Whoever mends the folder need not ask for anything.
            try FileManager.default.removeItem(atPath: published)
            try FileManager.default.moveItem(atPath: published + ".away", toPath: published)
            try await place.until("the list is published again") {
                try await place.backEnd("check").status == 0
            }
            try await place.operated("alarms", "--settle", "key_list_unpublished", "--back-end")
            #expect(try await place.operated("alarms").output.contains("No alarm is open."))
        }
    }
}
