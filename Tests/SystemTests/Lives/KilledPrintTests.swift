import Foundation
import ProgramRunning
import Testing

/// `frank --output` and `print --output` are killed while they write: no half of a print stands under the file's name, and
/// the machine leads from there to a print or to a declaration.
@Suite(
    "A print whose command is killed", .serialized,
    .enabled(if: SystemCallFault.tracingIsPossible, "needs strace and the right to trace a process"))
struct KilledPrintTests {
    /// Where the command stands still until it is killed, in the order of its calls.
    enum Moment: CaseIterable {
        /// The bytes are in the file that is put in its place later.
        case written
        /// They are about to be synced.
        case syncing
        /// The file is about to get its name.
        case naming
        /// It has its name, and the machine was not told.
        case named

        /// What strace does to the command's calls.
        var delay: String {
            let minute = "60000000"
            return switch self {
            case .written: "pwrite64:delay_exit=\(minute)"
            case .syncing: "fsync:delay_enter=\(minute)"
            case .naming: "renameat,renameat2:delay_enter=\(minute)"
            case .named: "renameat,renameat2:delay_exit=\(minute)"
            }
        }
    }

    private struct Impression: Decodable {
        let print: String
        let open: [String]
    }

    private static let old = Data("what stood there before".utf8)

    private func impression(_ item: Int, _ place: SystemPlace) async throws -> Impression {
        try await place.done("impression", "--item", "\(item)", "--json").json(Impression.self)
    }

    /// Runs a command that writes to a new `output`, kills it at this moment, and returns the print as it had written it.
    private func kill(
        at moment: Moment, _ place: SystemPlace, output: String, _ words: [String]
    ) async throws -> Data {
        let folder = URL(filePath: output).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.old.write(to: URL(filePath: output))
        let call = String(moment.delay.prefix { $0 != ":" })
        let command = try StoppedCommand(
            [
                "strace", "-D", "-f", "--seccomp-bpf", "-o", place.file("strace.log"), "-e", "trace=\(call)", "-e",
                "inject=\(moment.delay)", Program.dutymark.path, "machine",
            ] + words + ["--output", output, "--data", place.data])
        let written = try await command.killed(when: {
            let parts = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            let part = moment == .named ? URL(filePath: output) : parts.first { $0.pathExtension == "partial" }
            guard let bytes = try part.map({ try Data(contentsOf: $0) }), bytes.starts(with: Data("%PDF".utf8)) else {
                return nil
            }
            // Room is cut off once everything is written; before that, zeros stand behind it.
            let isCut = bytes.last != 0
            return isCut || moment == .written ? bytes : nil
        })
        return Data(written.prefix((written.lastIndex { $0 != 0 } ?? -1) + 1))
    }

    @Test("killed at any moment of the writing: old or whole, sent again byte for byte, and never without a way on")
    func everyMoment() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            for (index, moment) in Moment.allCases.enumerated() {
                let item = index + 1
                for second in [false, true] {
                    let output = place.file("\(moment)-\(second)/print.pdf")
                    let words =
                        second
                        ? ["print", "--item", "\(item)"] : ["frank", "--amount", "5", "--instrument", "4"]
                    let written = try await kill(at: moment, place, output: output, words)
                    let standing = try Data(contentsOf: URL(filePath: output))
                    #expect(standing == (moment == .named ? written : Self.old), "\(moment), second: \(second)")
                    let begun = try await impression(item, place)
                    #expect(begun.print == (second ? "begun_again" : "begun"), "\(moment)")
                    #expect(begun.open == (second ? ["send_again"] : ["send_again", "spoil"]), "\(moment)")
                    if second {
                        let spoil = try await place.machine("spoil", "--item", "\(item)")
                        #expect(spoil.status == 1 && spoil.errors.contains("[spoil_refused]"), "\(spoil)")
                    }
                    // The same output again: nothing that the killed command left is in the way.
                    let again = try await place.done("print", "--item", "\(item)", "--output", output)
                    #expect(again.output.contains("the same as sent before"), "\(again)")
                    #expect(try Data(contentsOf: URL(filePath: output)) == written, "\(moment): byte for byte")
                    #expect(try await impression(item, place).print == (second ? "printed_again" : "printed"))
                }
                #expect(try await place.status().itemCount == item)
                #expect(try await place.status().registers.ascending == 500 * Int64(item))
            }
        }
    }

    @Test("killed while a pipe takes the print: sent again, or declared spoiled and then never sent")
    func pipe() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            for item in [1, 2] {
                let pipe = place.file("pipe-\(item).png")
                try #require(mkfifo(pipe, 0o600) == 0)
                let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
                defer { close(reader) }
                let command = try StoppedCommand(
                    [
                        Program.dutymark.path, "machine", "frank", "--amount", "5", "--instrument", "4", "--output",
                        pipe,
                        "--data", place.data,
                    ])
                // A picture is larger than a pipe's buffer, so the command stands still in the middle of it.
                let begun = try await command.killed(when: {
                    var bytes = [UInt8](repeating: 0, count: 1_000)
                    let got = read(reader, &bytes, bytes.count)
                    return got > 0 ? Data(bytes.prefix(got)) : nil
                })
                #expect(try await impression(item, place).open == ["send_again", "spoil"])
                let output = place.file("print-\(item).png")
                if item == 1 {
                    try await place.done("print", "--item", "1", "--output", output)
                    #expect(try Data(contentsOf: URL(filePath: output)).starts(with: begun), "byte for byte")
                    #expect(try await impression(1, place).print == "printed")
                } else {
                    try await place.done("spoil", "--item", "2")
                    let print = try await place.machine("print", "--item", "2", "--output", output)
                    #expect(print.status == 1 && print.errors.contains("[print_spent]"), "\(print)")
                    #expect(!FileManager.default.fileExists(atPath: output))
                }
            }
        }
    }

    @Test("the machine is gone when the print is in its place: told as soon as it is back, else a status of its own")
    func untold() async throws {
        try await withParts { parts in
            let place = parts.place
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try await parts.start(part) }
            try await place.done("refill", "--amount", "50")
            try await place.done("audit")
            for (item, wait) in [(1, "0"), (2, "60")] {
                let output = place.file("print-\(item).pdf")
                // The name is given at once, and the command goes on after two seconds.
                async let franked = Program.tool(
                    "strace",
                    [
                        "-D", "-f", "--seccomp-bpf", "-o", place.file("strace.log"), "-e", "trace=renameat,renameat2",
                        "-e",
                        "inject=renameat,renameat2:delay_exit=2000000", Program.dutymark.path, "machine", "frank",
                        "--amount", "5", "--instrument", "4", "--output", output, "--wait", wait, "--json", "--data",
                        place.data,
                    ])
                // Nothing tells when another process has written.
                while !FileManager.default.fileExists(atPath: output) { try await Task.sleep(for: .milliseconds(5)) }
                await parts.kill(.tablet)
                if item == 1 {
                    let answer = try await franked
                    struct Franked: Decodable { let item: Int, delivered: Bool }
                    let said = try answer.json(Franked.self)
                    #expect(answer.status == 3 && said.item == 1 && !said.delivered, "\(answer)")
                    let command = try #require(answer.errors.firstMatch(of: /“dutymark (machine printed .*)”/)).1
                    try await parts.start(.tablet)
                    #expect(try await impression(1, place).print == "begun")
                    let told = try await Program.tool("sh", ["-c", "\(Program.dutymark.path) \(command)"])
                    #expect(told.status == 0, "\(told)")
                } else {
                    try await parts.start(.tablet)
                    let answer = try await franked
                    #expect(answer.status == 0, "\(answer)")
                }
                #expect(try await impression(item, place).print == "printed")
            }
        }
    }
}

/// A command that stands still in the middle of its work until it is killed.
private actor StoppedCommand {
    private let process = Process()
    /// Waiting for a program must not hold up the few threads on which other tests go on.
    private nonisolated let thread = OwnThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ words: [String]) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Kills it as soon as `sight` sees something, and returns that.
    func killed(when sight: @Sendable () throws -> Data?) throws -> Data {
        let latest = ContinuousClock.now + .seconds(50)
        while true {
            if let seen = try sight() {
                end(process.processIdentifier)
                return seen
            }
            guard process.isRunning, ContinuousClock.now < latest else {
                end(process.processIdentifier)
                throw RunFailure("the command did not stand still where it was to be killed")
            }
            // Nothing tells when another process has written.
            usleep(5_000)
        }
    }

    /// Ends it by SIGKILL; then strace, which would hold the killed process for as long as it delays the call.
    private func end(_ number: Int32) {
        let facts = (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? ""
        let tracer = facts.firstMatch(of: /TracerPid:\s*([0-9]+)/).flatMap { Int32($0.1) } ?? 0
        kill(number, SIGKILL)
        if tracer > 0 { kill(tracer, SIGKILL) }
        process.waitUntilExit()
    }
}
