/// The commands of a program as the program itself tells them: the answer to `--experimental-dump-help`.
struct CommandTree: Decodable {
    struct Name: Decodable, Equatable {
        let kind: String
        let name: String

        /// As a person types it.
        var typed: String { (kind == "long" ? "--" : "-") + name }
    }

    struct Argument: Decodable {
        let kind: String
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?

        var takesValue: Bool { kind == "option" }
        func isCalled(_ typed: String) -> Bool { (names ?? []).contains { $0.typed == typed } }
    }

    struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    let command: Command

    /// What is wrong with a command line as a document shows it, or `nil`.
    ///
    /// - Parameters:
    ///   - words: the words behind the program's name.
    ///   - isWhole: whether all required options must be there; prose may name a command without them.
    func problem(with words: [String], isWhole: Bool) -> String? {
        var here = command
        var rest = words[...]
        while let word = rest.first, let next = here.subcommands?.first(where: { $0.commandName == word }) {
            here = next
            rest = rest.dropFirst()
        }
        if let word = rest.first, !word.hasPrefix("-"), here.subcommands?.isEmpty == false {
            return "“\(here.commandName)” has no command “\(word)”"
        }
        return Self.problem(with: rest, for: here, isWhole: isWhole)
    }

    private static func problem(with words: ArraySlice<String>, for command: Command, isWhole: Bool) -> String? {
        let arguments = command.arguments ?? []
        var rest = words
        var given: Set<Int> = []
        var positionals = arguments.indices.filter { arguments[$0].kind == "positional" }[...]
        var optionsAreOver = false
        while let word = rest.popFirst() {
            if ["--help", "--version"].contains(word), !optionsAreOver { return nil }
            if word == "--", !optionsAreOver {
                // What follows are words, however they begin: the command line of another program, say.
                optionsAreOver = true
            } else if word.hasPrefix("-"), word != "-", !optionsAreOver {
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                guard let index = arguments.firstIndex(where: { $0.isCalled(parts[0]) }) else {
                    return "“\(command.commandName)” has no option “\(parts[0])”"
                }
                given.insert(index)
                if arguments[index].takesValue, parts.count == 1, rest.popFirst() == nil, isWhole {
                    return "“\(parts[0])” of “\(command.commandName)” needs a value"
                }
            } else if let index = positionals.first {
                given.insert(index)
                if !arguments[index].isRepeating { positionals.removeFirst() }
            } else {
                return "“\(command.commandName)” takes no word “\(word)”"
            }
        }
        let missing = arguments.indices.first { !arguments[$0].isOptional && !given.contains($0) }
        guard isWhole, let missing else { return nil }
        return "“\(command.commandName)” needs \(arguments[missing].names?.first?.typed ?? "another word")"
    }
}
