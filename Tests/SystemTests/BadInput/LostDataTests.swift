import Foundation
import ProgramRunning
import Testing

/// What was lost of a folder in use is told by every command, and nothing is made in its place.
@Suite struct LostDataTests {
    /// The back end's folder, its books, or its books' content.
    enum Loss: String, CaseIterable, Sendable {
        case folder, books, content

        func strike(_ place: SystemPlace) throws {
            let books = place.data + "/backend/back-end.sqlite"
            switch self {
            case .folder: try FileManager.default.moveItem(atPath: place.data + "/backend", toPath: place.file("aside"))
            case .books: try FileManager.default.moveItem(atPath: books, toPath: place.file("aside"))
            case .content:
                try FileManager.default.copyItem(atPath: books, toPath: place.file("aside"))
                try Data().write(to: URL(filePath: books))
            }
        }
    }

    @Test func `a lost back end is never made again, pays nothing in, and earlier stamps stay genuine`() async throws {
        for loss in Loss.allCases {
            try await withSystem { system in
                let place = system.place
                let copy = place.file("backup")
                try await place.done("refill", "--amount", "100")
                let stamp = try await place.done("frank", "--amount", "10", "--instrument", "4", "--json")
                    .json(Franked.self).code
                try await place.operated("backup", "--output", copy)
                await system.stop()
                let publisher = try Data(contentsOf: URL(filePath: place.data + "/public/publisher-key.txt"))
                try loss.strike(place)
                for words in [place.up, ["backend", "serve", "--data", place.data]] {
                    expectLost(try await Program.run(words), loss)
                }
                expectLost(
                    try await place.backEnd(
                        "deposit", "--customer", "DEMONSTRATION", "--amount", "5", "--challan", "DEMONSTRATION-1"), loss
                )
                let check = try await place.backEnd("check")
                #expect(check.status == 3 && check.errors.contains("[data_missing]"), "\(loss): \(check)")
                expectLost(try await place.backEnd("backup", "--output", place.file("another")), loss)
                #expect(try Data(contentsOf: URL(filePath: place.data + "/public/publisher-key.txt")) == publisher)
                #expect(try await place.verify("--code", stamp).status == 0, "\(loss)")

                try await place.operated("restore", "--from", copy, "--replace")
                try await system.start()
                #expect(try await place.status().itemCount == 1, "\(loss)")
                let again = try await place.backEnd(
                    "deposit", "--customer", "DEMONSTRATION", "--amount", "5", "--challan", "DEMONSTRATION-1")
                #expect(again.errors.contains("[challan_used]"), "\(loss): \(again)")
                try await place.requireBooksHold()
            }
        }
    }

    private struct Franked: Decodable { let code: String }

    private func expectLost(_ answer: ProgramAnswer, _ loss: Loss) {
        #expect(answer.status == 1 && answer.errors.hasSuffix("[data_missing]\n"), "\(loss): \(answer)")
        #expect(answer.errors.contains("dutymark backend restore"), "\(loss): \(answer)")
    }
}
