import Foundation
import ProgramRunning
import Testing

/// What holds for the documents themselves, without the program.
@Suite("Documents")
struct DocumentRuleTests {
    @Test("every shell block says how it is tested")
    func everyBlockIsTested() throws {
        let shells: Set = ["sh", "bash", "shell", "console"]
        for block in try Document.all().flatMap(\.blocks) where shells.contains(block.words.first ?? "") {
            #expect(
                block.treatment != nil,
                "\(block.path):\(block.line): write sh scenario=NAME, sh running=NAME, sh make, or sh shown")
        }
    }

    @Test("every make target that a document names is in the Makefile")
    func makeTargetsExist() throws {
        let makefile = try Document.text(of: "Makefile")
        let targets = Set(makefile.matches(of: /(?m)^([a-z-]+):/).map { String($0.1) })
        var named = 0
        for document in try Document.all() {
            let fenced = document.blocks.filter { $0.treatment == .make }
            for block in fenced {
                #expect(ShellReader(block.body).commands.allSatisfy { $0[0] == "make" }, "\(block.path):\(block.line)")
            }
            for command in (fenced.map(\.body) + document.codeSpans).flatMap({ ShellReader($0).commands })
            where command.count > 1 && command[0] == "make" {
                named += 1
                #expect(targets.contains(command[1]), "\(document.path): make \(command[1])")
            }
        }
        #expect(named > 0, "the documents name no make target, so the reader is broken")
    }

    @Test("make quick runs the tests of every target of values and rules")
    func quickTests() throws {
        let manifest = try Document.text(of: "Package.swift")
        let list = try #require(manifest.firstMatch(of: /let quickTests: Set = \[([^\]]*)\]/))
        let quick = Set(list.1.matches(of: /"(\w+)"/).map { String($0.1) })
        let map = try Document.text(of: "ARCHITECTURE.md").matches(of: /(?m)^\| (?:values|rules) \| `(\w+)` \|/)
        #expect(Set(map.map { $0.1 + "Tests" }) == quick)
    }

    @Test("each Debian package stands in one list, with its reason")
    func packagesHaveReasons() throws {
        var seen: Set<Substring> = []
        for list in ["check", "run", "test", "bench"] {
            let lines = try Document.text(of: "scripts/packages/\(list).txt").split(separator: "\n")
            for line in lines where !line.hasPrefix("#") {
                let parts = line.split(separator: " ", maxSplits: 1)
                #expect(parts.count == 2, "\(list).txt: \(line)")
                #expect(seen.insert(parts[0]).inserted, "\(list).txt: \(parts[0]) stands in another list, too")
            }
        }
        #expect(seen.count > 20)
    }

    @Test("a test target that is not there is refused before anything is built")
    func unknownTestTarget() throws {
        let script = Document.packageFolder.appending(path: "scripts/test")
        let answer = try FinishedProgram(script, ["NoSuchTests.AtAll"], keepingErrors: true)
        #expect(answer.status == 64)
        #expect(String(decoding: answer.errors, as: UTF8.self) == "test: there is no folder Tests/NoSuchTests\n")
    }

    @Test("every link inside the project leads somewhere")
    func linksLeadSomewhere() throws {
        for document in try Document.all() {
            let folder = Document.packageFolder.appending(path: document.path).deletingLastPathComponent()
            for link in document.localLinks {
                let exists = FileManager.default.fileExists(atPath: folder.appending(path: link).path)
                #expect(exists, "\(document.path) links to \(link)")
            }
        }
    }

    @Test("every page of docs is at most two links away from the README")
    func pagesAreFound() throws {
        let documents = Dictionary(uniqueKeysWithValues: try Document.all().map { ($0.path, $0) })
        let first = try #require(documents["README.md"]).linkedPaths
        let second = first.union(first.compactMap { documents[$0] }.flatMap(\.linkedPaths))
        let pages = Set(documents.keys.filter { $0.hasPrefix("docs/") })
        #expect(pages.count > 20 && pages.subtracting(second).sorted() == [])
    }

    @Test(
        "every file and folder of the sources that a table of questions names exists",
        arguments: ["README", "ARCHITECTURE"])
    func questionsLeadSomewhere(_ name: String) throws {
        let document = try #require(try Document.all().first { $0.path == name + ".md" })
        let named = document.codeSpans.filter { $0.hasPrefix("Sources/") }
        #expect(!named.isEmpty)
        for path in named {
            let file = Document.packageFolder.appending(path: path)
            #expect(FileManager.default.fileExists(atPath: file.path), "\(name).md names \(path)")
        }
    }

    @Test("the map in ARCHITECTURE.md names every target")
    func mapNamesEveryTarget() throws {
        let sources = Document.packageFolder.appending(path: "Sources").path
        let files = FileManager.default
        let folders = try files.contentsOfDirectory(atPath: sources).flatMap { name in
            // Two folders hold targets, and are none themselves.
            try ["C", "Proof"].contains(name) ? files.contentsOfDirectory(atPath: "\(sources)/\(name)") : [name]
        }
        let named = Set(
            try Document.text(of: "ARCHITECTURE.md").matches(of: /(?m)^\| [^|]+ \| `(\w+)` \|/).map { String($0.1) })
        #expect(Set(folders).subtracting(named) == [], "targets without a line in the map")
    }
}
