import ArgumentParser
import Foundation

/// Measures a release build and writes what it found; `make bench` runs it from the package's folder.
@main
struct BenchmarkProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dutymark-bench",
        abstract: "Measure Dutymark beside its peers; write bench/results.json and the table of docs/performance.md.")

    @Option(help: "The release build of dutymark, with dutymark-lab beside it.", completion: .file())
    var program = ".build/release/dutymark"

    @Option(help: "Only the benchmarks whose name contains this; the files are then left as they are.")
    var only: String?

    func run() async throws {
        let work = FileManager.default.temporaryDirectory.appending(path: "dutymark-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: work) }

        var rows: [BenchmarkRow] = []
        for benchmark in benchmarks(program: URL(filePath: program), workFolder: work) {
            let wanted = benchmark.names.filter { only.map($0.contains) ?? true }
            guard !wanted.isEmpty else { continue }
            print("measuring \(wanted.joined(separator: ", "))")
            rows += zip(benchmark.names, try await benchmark.measure()).filter { wanted.contains($0.0) }.map(\.1)
        }
        let table = ResultsTable(rows: rows)
        print("\n" + table.text)
        if only == nil { try write(table) }
        let short = rows.filter { !$0.isGoodEnough }
        guard short.isEmpty else {
            print("below the floor: " + short.map(\.name).joined(separator: "; "))
            throw ExitCode(1)
        }
    }

    private func write(_ table: ResultsTable) throws {
        try FileManager.default.createDirectory(atPath: "bench", withIntermediateDirectories: true)
        try table.json().write(to: URL(filePath: "bench/results.json"), options: .atomic)
        let page = URL(filePath: "docs/performance.md")
        let today = Date().formatted(.iso8601.year().month().day())
        let note = "`make bench`, \(today), \(ProcessInfo.processInfo.activeProcessorCount) cores; medians."
        let old = PerformancePage(text: try String(contentsOf: page, encoding: .utf8))
        guard let new = old.refreshed(with: table.markdown, note: note) else {
            throw BenchmarkFailure("docs/performance.md has lost the marks around its table")
        }
        try Data(new.utf8).write(to: page, options: .atomic)
    }
}
