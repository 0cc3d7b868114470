import Foundation
import ProgramRunning
import Testing

/// Back end, base and tablet as three users, by the words of `docs/operations.md` and no others.
@Suite(
    "The parts apart, by the document",
    .enabled(if: SeparateComputer.isPossible, "needs root, to make users, mounts and a network"))
struct PartsApartDocumentTests {
    /// A refund is known to everybody within so many seconds.
    private static let longestSeconds = 60.0

    @Test("what is franked, uploaded and refunded is verified as refunded from every reader's place within a minute")
    func refundArrives() throws {
        let blocks = try Document.all().first { $0.path == "docs/operations.md" }?.blocks ?? []
        let first = try #require(blocks.first { $0.treatment == .running("up") })
        let parts = try #require(blocks.first { $0.treatment == .running(SeparateComputer.scenario) })
        let scenario = blocks.filter { $0.treatment == .scenario(SeparateComputer.scenario) }
        try #require(scenario.count == 2, "one block that gives the folders away, and one that tries it")

        let computer = try SeparateComputer()
        defer { computer.end() }
        try computer.start(first)
        #expect(computer.stopPrograms() == [0])
        try expect(scenario[0], on: computer)
        try computer.start(parts)
        let begin = ContinuousClock.now
        try expect(scenario[1], on: computer)
        try expectRefunded(on: computer)
        #expect(.now - begin < .seconds(Self.longestSeconds))

        // A start leaves owner and mode as they are, so that every reader still reads.
        #expect(computer.stopPrograms() == [0, 0, 0])
        try computer.start(parts)
        let found = try said("stat -c '%U %a' /srv/dutymark/public /srv/dutymark/public/key-list-3.json", on: computer)
        #expect(found == "dutymark-back-end 755\ndutymark-back-end 644\n")
        try expectRefunded(on: computer)
        #expect(computer.stopPrograms() == [0, 0, 0])
    }

    private func expect(
        _ block: FencedBlock, on computer: SeparateComputer, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let run = try computer.run(block.body)
        let output = String(decoding: run.output, as: UTF8.self)
        #expect(run.status == 0, "\(block.path):\(block.line)\n\(output)", sourceLocation: location)
    }

    /// Every user of the computer says that the duty was given back; the machine's page knows what it printed, and no more.
    private func expectRefunded(
        on computer: SeparateComputer, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let code = #"code=$(sed -n 's/.*"code" : "\([^"]*\)".*/\1/p' stamp.json)"#
        for user in ["dutymark-back-end", "dutymark-base", "dutymark-tablet", "nobody"] {
            let answer = try said(
                """
                \(code)
                setpriv --reuid \(user) --regid "$(id -g \(user))" --clear-groups bin/dutymark verify --code "$code" --data /srv/dutymark || echo "ended with $?"
                """, on: computer)
            #expect(
                answer.contains("given back") && answer.contains("ended with 1"), "\(user): \(answer)",
                sourceLocation: location)
        }
        let page = try said("\(code)\ncurl -sS \"http://127.0.0.1:8700/V/${code##*/V/}\"", on: computer)
        #expect(
            page.contains("This machine made this stamp") && page.contains("declared spoiled here")
                && !page.contains("given back"), "\(page)", sourceLocation: location)
    }

    private func said(_ shell: String, on computer: SeparateComputer) throws -> String {
        String(decoding: try computer.run(shell).output, as: UTF8.self)
    }
}
