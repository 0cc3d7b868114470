import Foundation
import Testing

/// No number on the command line ends a command otherwise than with an exit code of its own.
@Suite("Options at their bounds") struct OptionBoundsTests {
    /// What `--experimental-dump-help` says of the commands.
    private struct Help: Decodable { let command: Command }
    private struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
    }
    private struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        let kind: String
        let isOptional: Bool
        let allValues: [String]?
        let preferredName: Name?
        var word: String { "--\(preferredName?.name ?? "")" }
    }

    /// One option of one command, with what else the command wants.
    private struct Place: Sendable {
        let words: [String]
        let option: String
        let others: [String]
        /// A number that the command takes as a text and reads by itself.
        let isReadLater: Bool
        let isLogLevel: Bool
    }

    private static let bounds = [
        "-9223372036854775808", "-1", "0", "1", "3601", "65536", "4294967295", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "9999999999999999999999999999999999999999", "x", "",
    ]

    /// Options that several commands take from one place in the source, and the command on which they are tried.
    private static let shared = ["--wait": ["machine", "status"], "--log-level": ["up"]]

    private func places() async throws -> [Place] {
        let help = try await Program.run(["--experimental-dump-help"]).json(Help.self).command
        var found: [Place] = []
        func walk(_ command: Command, _ words: [String]) {
            let options = (command.arguments ?? []).filter { $0.kind == "option" }
            for option in options where option.allValues == nil || option.word == "--log-level" {
                guard Self.shared[option.word].map({ $0 == words }) ?? true else { continue }
                let others = options.filter { !$0.isOptional && $0.word != option.word }.flatMap { [$0.word, "1"] }
                found.append(
                    Place(
                        words: words, option: option.word, others: others,
                        isReadLater: ["--amount", "--confirm-above", "--proxy-port"].contains(option.word),
                        isLogLevel: option.word == "--log-level"))
            }
            for inner in command.subcommands ?? [] { walk(inner, words + [inner.commandName]) }
        }
        walk(help, [])
        return found
    }

    /// Whether the option refuses a text that is no number.
    private func isNumber(_ place: Place) async throws -> Bool {
        guard !place.isReadLater, !place.isLogLevel else { return true }
        // What doesn't refuse the text itself stops at the option that no command has: nothing is carried out.
        let answer = try await Program.run(place.words + [place.option, "x", "--no-such-option"])
        return answer.status == 64 && answer.errors.contains("is invalid for '\(place.option)")
    }

    @Test("each is refused or taken, by every command")
    func everyOption() async throws {
        try await withSystem { system in
            let data = system.place.data
            try await system.place.done("refill", "--amount", "100")
            try await system.place.done("frank", "--amount", "1", "--instrument", "4")
            var tried: [String] = []
            for place in try await places() where try await isNumber(place) {
                tried.append((place.words + [place.option]).joined(separator: " "))
                for bound in Self.bounds {
                    // In a folder of the test: some write a file where they are.
                    let answer = try await Program.tool(
                        Program.dutymark.path,
                        place.words + ["\(place.option)=\(bound)"] + place.others + surroundings(place.words, data),
                        in: system.place.folder)
                    #expect([0, 1, 2, 3, 64].contains(answer.status), "\(tried.last ?? "") \(bound): \(answer)")
                    #expect(!answer.errors.contains("Fatal error"), "\(tried.last ?? "") \(bound): \(answer)")
                }
            }
            // A new number among the options is found by itself; that these are found shows that the search works.
            for known in [
                "up --port", "machine run --port", "machine status --wait", "machine print --item", "doctor --timeout",
                "machine printed --through", "machine insert-psd --serial", "backend refund --item", "up --log-level",
                "machine network set --proxy-port", "backend deposit --amount",
            ] {
                #expect(tried.contains(known), "\(known) among \(tried)")
            }
            #expect(await system.isRunning)
            #expect(try await system.place.status().registers.controlTotal > 0)
        }
    }

    /// Where the command looks: the running system; for what would start one, a place that can hold none.
    private func surroundings(_ words: [String], _ data: String) -> [String] {
        switch words.first {
        case "up": ["--data", "/dev/null/none"]
        case "machine" where words.last == "run": ["--data", "/dev/null/none"]
        case "backend" where words.last == "serve": ["--data", "/dev/null/none"]
        case "machine", "backend": ["--data", data]
        // Its run takes as long as the network does; a guide that isn't there ends it after its options were read.
        case "doctor": ["--guide", "/dev/null/none"]
        default: []
        }
    }
}
