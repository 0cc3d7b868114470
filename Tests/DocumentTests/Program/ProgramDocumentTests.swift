import Foundation
import Testing

/// What the documents say of the program, compared with the program.
@Suite("Documents and the program")
struct ProgramDocumentTests {
    @Test("every command line that a document shows is one that the program understands")
    func commandLinesExist() throws {
        let trees = try DocumentedProgram.all.mapValues(DocumentedProgram.commands)
        var compared: [String: Int] = [:]
        for document in try Document.all() {
            let whole = document.blocks.filter(\.isShell).flatMap { ShellReader($0.body).commands }
            let named = document.codeSpans.flatMap { ShellReader($0).commands }
            for (commands, isWhole) in [(whole, true), (named, false)] {
                for command in commands {
                    let name = command[0].hasPrefix("bin/") ? String(command[0].dropFirst(4)) : command[0]
                    guard let tree = trees[name] else { continue }
                    compared[name, default: 0] += 1
                    let problem = tree.problem(with: Array(command.dropFirst()), isWhole: isWhole)
                    #expect(problem == nil, "\(document.path): \(command.joined(separator: " "))")
                }
            }
        }
        #expect(compared["dutymark", default: 0] > 10, "hardly a command was found, so the reader is broken")
        #expect(compared["dutymark-lab", default: 0] > 3, "hardly a command of the lab was found")
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
