import Foundation
import Testing

/// What the documents say of the program, compared with the program.
@Suite("Documents and the program")
struct ProgramDocumentTests {
    @Test("every command line that a document shows is one that the program understands")
    func commandLinesExist() throws {
        let tree = try DocumentedProgram.commands()
        var compared = 0
        for document in try Document.all() {
            let whole = document.blocks.filter(\.isShell).flatMap { ShellReader($0.body).commands }
            let named = document.codeSpans.flatMap { ShellReader($0).commands }
            for (commands, isWhole) in [(whole, true), (named, false)] {
                for command in commands where ["dutymark", "bin/dutymark"].contains(command[0]) {
                    compared += 1
                    let problem = tree.problem(with: Array(command.dropFirst()), isWhole: isWhole)
                    #expect(problem == nil, "\(document.path): \(command.joined(separator: " "))")
                }
            }
        }
        #expect(compared > 10, "hardly a command was found, so the reader is broken")
    }

    @Test("every scenario of the documents runs as it is written, on a system that was just started")
    func scenariosRun() throws {
        let blocks = try Document.all().flatMap(\.blocks)
        let scenarios = Dictionary(grouping: blocks) { block -> String? in
            // The one that makes users of its own has a test of its own.
            guard case .scenario(let name) = block.treatment, name != SeparateComputer.scenario else { return nil }
            return name
        }
        #expect(scenarios["first-path"]?.isEmpty == false)
        for (name, blocks) in scenarios where name != nil {
            let system = try DocumentedSystem()
            for block in blocks {
                let run = try system.run(block)
                let said = String(decoding: run.output, as: UTF8.self)
                #expect(run.status == 0, "\(block.path):\(block.line)\n\(said)")
                if run.status != 0 { break }
            }
            #expect(try system.stop() == 0)
        }
    }
}
