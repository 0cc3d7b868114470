import DutyModel
import Foundation
import ProgramRunning
import Testing

/// A part is killed after the debit is on the disk and before anybody was told: page and command line then say what the
/// books say.
@Suite(
    "A lost outcome", .serialized,
    .enabled(if: SystemCallFault.tracingIsPossible, "needs strace and the right to trace a process"))
struct LostOutcomeTests {
    /// Each sync of the base's journal is done at once and returns after six seconds. Those of its start too: strace counts the
    /// calls of each thread by itself, and nobody knows which one writes the debit.
    private static func slowSync(_ place: SystemPlace) -> RunningParts.Way {
        RunningParts.Way(words: [
            "strace", "-D", "-f", "--seccomp-bpf", "-o", place.file("strace.log"), "-e", "trace=fdatasync", "-e",
            "inject=fdatasync:delay_exit=6000000",
        ])
    }

    /// Runs `work` with a machine that has funds and a base whose next debit is durable long before it is answered.
    private func withSlowBase(_ work: (RunningParts) async throws -> Void) async throws {
        try await withParts { parts in
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try await parts.start(part) }
            try await parts.place.done("refill", "--amount", "50")
            try await parts.place.done("audit")
            await parts.kill(.base)
            try await parts.start(.base, by: Self.slowSync(parts.place))
            _ = try await parts.place.status()
            try await work(parts)
        }
    }

    /// Returns once the journal has grown by an event that holds an impression: the state's letters stand in it.
    private func debitIsWritten(_ place: SystemPlace, after before: Int) async throws {
        while try Self.impressions(place) == before {
            // Nothing tells when another process has written.
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// How many impressions the journal speaks of.
    private static func impressions(_ place: SystemPlace) throws -> Int {
        let journal = try Data(contentsOf: URL(filePath: place.data + "/base/psd/psd.journal"))
        return journal.ranges(of: Data("\u{0}\u{2}MH\u{0}\u{1}4".utf8)).count
    }

    @Test("base killed after the debit: page and command line find the item once the base is back")
    func baseKilled() async throws {
        try await withSlowBase { parts in
            let place = parts.place
            let page = FormPage(place)
            let form = try await page.form("/frank")
            var before = try Self.impressions(place)
            async let answer = page.post("/frank", form + "&amount=5&article=4&state=MH")
            try await debitIsWritten(place, after: before)
            await parts.kill(.base)
            try await parts.start(.base)
            let end = try await page.end(of: try await answer)
            #expect(end.hasSuffix("/impressions/1?new=1"), "\(end)")
            #expect(try await place.status().itemCount == 1)

            await parts.kill(.base)
            try await parts.start(.base, by: Self.slowSync(place))
            _ = try await place.status()
            before = try Self.impressions(place)
            async let franked = place.machine("frank", "--amount", "7", "--instrument", "4")
            try await debitIsWritten(place, after: before)
            await parts.kill(.base)
            try await parts.start(.base)
            let said = try await franked
            #expect(said.status == 0 && said.output.contains("as item 2."), "\(said)")
            #expect(try await place.status().registers.ascending == 1_200)
        }
    }

    @Test("tablet killed after the debit: the command line says that it may stand and how to see it, and that shows it")
    func tabletKilled() async throws {
        try await withSlowBase { parts in
            let place = parts.place
            let before = try Self.impressions(place)
            async let franked = place.machine("frank", "--amount", "7", "--instrument", "4", "--wait", "0")
            try await debitIsWritten(place, after: before)
            await parts.kill(.tablet)
            let said = try await franked
            #expect(said.status == 1 && said.errors.contains("it may have been"), "\(said)")
            #expect(said.errors.contains("[outcome_unknown]") && !said.errors.contains("not done"), "\(said)")
            let command = try #require(
                said.errors.firstMatch(of: /dutymark (machine outcome [0-9a-f]{32} --data '.*')/))
            try await parts.start(.tablet)
            let shown = try await Program.tool("sh", ["-c", "\(Program.dutymark.path) \(command.1)"])
            #expect(shown.status == 0 && shown.output.contains("Done. ₹7.00 was debited as item 1."), "\(shown)")
        }
    }
}

/// The page's forms as a browser without scripts sends them.
struct FormPage: Sendable {
    private let place: SystemPlace
    private var jar: String { place.file("cookies.txt") }

    init(_ place: SystemPlace) { self.place = place }

    /// The hidden fields of the form at this path, ready to be sent.
    func form(_ path: String) async throws -> String {
        let html = try await curl(["-c", jar, "-b", jar, place.page + path])
        return html.matches(of: /type="hidden" name="(form|token|act)" value="([0-9a-f]+)"/)
            .map { "\($0.1)=\($0.2)" }.joined(separator: "&")
    }

    /// Sends a form; where the page sends the browser on to.
    func post(_ path: String, _ body: String) async throws -> String {
        try await curl([
            "-b", jar, "-H", "Origin: " + place.page, "--data", body, "-o", place.file("answer.html"), "-w",
            "%{redirect_url}", place.page + path,
        ])
    }

    /// Where the page leads in the end, once the work that it waits for has ended.
    func end(of address: String) async throws -> String {
        var address = address
        while address.contains("/outcome/") {
            let next = try await curl(["-b", jar, "-o", place.file("answer.html"), "-w", "%{redirect_url}", address])
            if next.isEmpty {
                // The page says that it is at work; it is asked again as its own reload would ask.
                try await Task.sleep(for: .milliseconds(100))
            } else {
                address = next
            }
        }
        return address
    }

    private func curl(_ words: [String]) async throws -> String {
        let answer = try await Program.tool("curl", ["-sS", "--max-time", "60"] + words)
        guard answer.status == 0 else { throw RunFailure("curl: \(answer)") }
        return answer.output
    }
}
