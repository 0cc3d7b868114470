import Exchanges
import Foundation
import ProgramRunning
import Testing

/// Debited, and the print did not arrive: what is told, and that it always leads to a print or to a refund.
@Suite struct UndeliveredPrintTests {
    private struct Impression: Decodable {
        let print: String
        let open: [String]
    }

    private struct Refusal: Decodable {
        struct Body: Decodable {
            let code, message, remedy: String
            let debitedItem: Int?
        }
        let error: Body
    }

    private func impression(_ place: SystemPlace) async throws -> Impression {
        try await place.done("impression", "--item", "1", "--json").json(Impression.self)
    }

    /// Franks to an output in a folder of its own file system with so much room.
    private func frank(onDiskOf size: String, _ place: SystemPlace, _ words: String...) async throws -> ProgramAnswer {
        let words = words.joined(separator: " ")
        // In a mount namespace of its own: nobody else sees the small disk, and it goes with the command.
        return try await Program.tool(
            "unshare",
            [
                "--mount", "--propagation", "private", "sh", "-ec",
                """
                mkdir -p "$2/small" && mount -t tmpfs -o size=\(size) none "$2/small"
                "$1" machine frank --data "$3" --amount 5 --instrument 4 --output "$2/small/print.pdf" \(words)
                """, "sh", Program.dutymark.path, place.folder.path, place.data,
            ])
    }

    @Test func `an output that can't take the print is found before the debit`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let full = try await frank(onDiskOf: "64k", place)
            #expect(full.status == 1 && full.errors.contains("[data_full]"), "\(full)")
            let json = try await frank(onDiskOf: "64k", place, "--json").json(Refusal.self).error
            #expect(json.code == "data_full" && json.debitedItem == nil)
            let device = try await place.machine(
                "frank", "--amount", "5", "--instrument", "4", "--output", "/dev/full")
            #expect(device.status == 1 && device.errors.contains("[data_full]"), "\(device)")
            #expect(try await place.status().itemCount == 0)
            // With room for it, the same goes through.
            #expect(try await frank(onDiskOf: "4m", place).status == 0)
            #expect(try await place.status().itemCount == 1)
        }
    }

    @Test func `a print that fails after the debit is told with its item, and sent again byte for byte`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let pipe = place.file("pipe.png")
            let reader = try LeavingReader(makingPipe: pipe)
            async let asked = place.machine(
                "frank", "--amount", "5", "--instrument", "4", "--output", pipe, "--json")
            let begun = await reader.take(1_000)
            let failed = try await asked
            let error = try failed.json(Refusal.self).error
            #expect(failed.status == 1 && error.code == "file_unwritable" && error.debitedItem == 1, "\(failed)")
            #expect(error.message.contains("Item 1 is debited"))
            #expect(error.remedy.contains("nothing more is debited"))
            #expect(try await impression(place).print == "begun")
            #expect(try await impression(place).open == ["send_again", "spoil"])

            // The command that the remedy names, as a person would paste it.
            let command = try #require(error.remedy.firstMatch(of: /“dutymark (machine print .*)”/)).1
            try FileManager.default.removeItem(atPath: pipe)
            let again = try await Program.tool("sh", ["-c", "\(Program.dutymark.path) \(command)"])
            #expect(again.status == 0 && again.output.contains("the same as sent before"), "\(again)")
            #expect(begun.count == 1_000)
            #expect(try Data(contentsOf: URL(filePath: pipe)).starts(with: begun), "byte for byte")
            #expect(try await impression(place).print == "printed")
            #expect(try await place.status().registers.ascending == 500)
        }
    }

    @Test func `what is open is listed, and many prints are said to have come out at once`() async throws {
        struct Line: Decodable {
            let item: Int
            let print: String
        }
        struct List: Decodable {
            let items: [Line]
            let isWhole: Bool
        }
        struct Printed: Decodable { let printed, neverSent: [Int] }
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            for item in 1...4 {
                try await place.done("frank", "--amount", "5", "--instrument", "4")
                guard item != 2 else { continue }
                let pipe = place.file("pipe-\(item).png")
                let reader = try LeavingReader(makingPipe: pipe)
                async let asked = place.machine("print", "--item", "\(item)", "--output", pipe)
                #expect(await reader.take(1).count == 1)
                _ = try await asked
            }
            let list = try await place.done("impression", "--json").json(List.self)
            #expect(list.items.map(\.item) == [1, 2, 3, 4] && list.isWhole)
            #expect(list.items.map(\.print) == ["begun", "debited", "begun", "begun"])
            let said = try await place.done("printed", "--item", "1", "--through", "3", "--json").json(Printed.self)
            #expect(said.printed == [1, 3] && said.neverSent == [2])
            #expect(
                try await place.done("impression").output == "Item 2: Not printed yet.\n"
                    + "Item 4: The print was sent. Whether it came out isn't known.\n")
            let refused = try await place.machine("withdraw")
            #expect(
                refused.status == 1 && refused.errors.contains("₹80.00 (Rupees eighty only) goes back"), "\(refused)")
            #expect(refused.errors.contains("2 impressions are neither known to be printed"), "\(refused)")
            let spoiled = try await place.done("spoil", "--item", "2")
            #expect(spoiled.output.contains("item 2, ₹5.00 (Rupees five only), spoiled"), "\(spoiled)")
        }
    }

    @Test func `the second print is sent again until it arrives, and no remedy leads in a circle`() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            try await place.done("frank", "--amount", "5", "--instrument", "4", "--output", place.file("a.pdf"))
            #expect(try await impression(place).open == ["print_once_more", "spoil"])
            let pipe = place.file("pipe.png")
            let reader = try LeavingReader(makingPipe: pipe)
            async let asked = place.machine("print", "--item", "1", "--output", pipe)
            #expect(await reader.take(1).count == 1)
            let failed = try await asked
            #expect(failed.status == 1 && failed.errors.contains("Item 1 is debited"), "\(failed)")
            let spoil = try await place.machine("spoil", "--item", "1")
            #expect(spoil.status == 1 && spoil.errors.contains("[spoil_refused]"), "\(spoil)")
            #expect(spoil.errors.contains("Send the second print again"), "\(spoil)")
            let words = try await place.done("impression", "--item", "1").output
            #expect(words.contains("machine printed") && words.contains("Send the same print again"), "\(words)")
            try await place.done("print", "--item", "1", "--output", place.file("b.png"))
            #expect(try await impression(place).print == "printed_again")
            for command in ["spoil", "print"] {
                let output = command == "print" ? ["--output", place.file("c.png")] : []
                let answer = try await Program.run(["machine", command, "--item", "1", "--data", place.data] + output)
                #expect(answer.status == 1 && answer.errors.contains("Use "), "\(answer)")
                #expect(!answer.errors.contains("once more") && !answer.errors.contains("again until"), "\(answer)")
            }
            // A person's word stands where no file could tell: the machine is told again what it knows.
            try await place.done("printed", "--item", "1")
        }
    }
}

/// Reads the beginning of what is written into a pipe, then goes away. A picture is larger than a pipe's buffer, so it can't
/// be written whole before that.
private actor LeavingReader {
    private let end: Int32
    /// Waiting for a program must not hold up the few threads on which other tests go on.
    private nonisolated let thread = OwnThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(makingPipe path: String) throws {
        try #require(mkfifo(path, 0o600) == 0)
        // Not waiting for a writer, and not handed on to the programs that the test starts.
        end = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(end >= 0)
    }

    /// So many bytes, or fewer where they don't come within half a minute.
    func take(_ count: Int) -> Data {
        defer { close(end) }
        var taken = Data()
        while taken.count < count {
            var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 30_000) == 1 else { break }
            var bytes = [UInt8](repeating: 0, count: count - taken.count)
            let got = read(end, &bytes, bytes.count)
            guard got > 0 else { break }
            taken.append(contentsOf: bytes.prefix(got))
        }
        return taken
    }
}
