import Foundation
import Testing

@Suite("Reading commands out of documents")
struct ReadingTests {
    @Test("fenced blocks keep their line, words and body; spans and links come from prose alone")
    func document() {
        let document = Document(
            path: "A.md",
            text:
                "Say `dutymark up` or [read](docs/a.md#part), not [out](https://x).\n```sh scenario=a\nrun `x` [no](b.md)\n```\n"
        )
        #expect(document.blocks.map(\.line) == [2])
        #expect(document.blocks.first?.body == "run `x` [no](b.md)\n")
        #expect(document.blocks.first?.treatment == .scenario("a"))
        #expect(document.codeSpans == ["dutymark up"])
        #expect(document.localLinks == ["docs/a.md"])
    }

    @Test(
        "a shell block without a word that the tests know has no treatment",
        arguments: ["sh", "sh runs", "sh a b", "sh scenario="])
    func unknownTreatment(opening: String) {
        let document = Document(path: "A.md", text: "```\(opening)\nls\n```")
        #expect(document.blocks.first?.isShell == true)
        #expect(document.blocks.first?.treatment == nil)
    }

    @Test(
        "shell is read into its commands",
        arguments: [
            ("a b && c | d 'e f'; g", [["a", "b"], ["c"], ["d", "e f"], ["g"]]),
            ("a \\\n  b # comment\nc", [["a", "b"], ["c"]]),
            ("a \"b $(c d) e\" > out 2>&1", [["c", "d"], ["a", "b $() e"]]),
            ("X=1 a --b=c 2>err", [["a", "--b=c"]]),
            ("if ! a; then b & fi", [["a"], ["b"]]),
            ("a \"5(h)(B)\"", [["a", "5(h)(B)"]]),
            ("a $(b $(c) d)", [["c"], ["b", "$()", "d"], ["a", "$()"]]),
        ])
    func shell(text: String, commands: [[String]]) {
        #expect(ShellReader(text).commands == commands)
    }
}

@Suite("Comparing a command line with the program's own help")
struct CommandTreeTests {
    let tree: CommandTree

    init() throws {
        let help = """
            {"serializationVersion":0,"command":{"commandName":"dutymark","subcommands":[
              {"commandName":"machine","subcommands":[{"commandName":"frank","arguments":[
                {"kind":"option","isOptional":false,"isRepeating":false,"names":[{"kind":"long","name":"amount"}]},
                {"kind":"option","isOptional":true,"isRepeating":false,"names":[{"kind":"long","name":"output"},{"kind":"short","name":"o"}]},
                {"kind":"flag","isOptional":true,"isRepeating":false,"names":[{"kind":"long","name":"json"}]}]}]},
              {"commandName":"validate","arguments":[{"kind":"positional","isOptional":false,"isRepeating":false}]}]}}
            """
        tree = try JSONDecoder().decode(CommandTree.self, from: Data(help.utf8))
    }

    @Test(
        "a right line passes",
        arguments: [
            "machine frank --amount 5 -o a.pdf --json", "machine frank --amount=5", "validate FILE",
            "machine frank --help", "validate -- --amount",
        ])
    func right(line: String) {
        #expect(tree.problem(with: line.split(separator: " ").map(String.init), isWhole: true) == nil)
    }

    @Test(
        "a wrong line is named",
        arguments: [
            ("machine print", "“machine” has no command “print”"),
            ("machine frank --amount 5 --colour red", "“frank” has no option “--colour”"),
            ("machine frank --json", "“frank” needs --amount"),
            ("machine frank --amount", "“--amount” of “frank” needs a value"),
            ("validate a b", "“validate” takes no word “b”"),
            ("validate", "“validate” needs another word"),
        ])
    func wrong(line: String, problem: String) {
        #expect(tree.problem(with: line.split(separator: " ").map(String.init), isWhole: true) == problem)
    }

    @Test("prose may name a command without what it requires, but no option that does not exist")
    func prose() {
        #expect(tree.problem(with: ["machine", "frank"], isWhole: false) == nil)
        #expect(tree.problem(with: ["machine", "frank", "--colour"], isWhole: false) != nil)
    }
}
