import Foundation
import Testing

@testable import Benchmarks

@Suite("Benchmark results")
struct ResultsTests {
    let rate = BenchmarkRow(name: "read", ours: 30, peer: 100, goal: 0.5, floor: 0.25, unit: "files/s", peerName: "cat")
    let cost = BenchmarkRow(name: "start", cost: 2.5, limit: 2, unit: "s", limitName: "2 s")

    @Test("a rate is held against its peer, a cost against its limit, and larger is better for both")
    func ratios() {
        #expect(rate.ratio == 0.3)
        #expect(rate.isGoodEnough)
        #expect(cost.ratio == 0.8)
        #expect(!cost.isGoodEnough)
        #expect(BenchmarkRow(name: "start", cost: 2, limit: 2, unit: "s", limitName: "2 s").isGoodEnough)
    }

    @Test("the file holds exactly the six keys in every row, a missing peer included")
    func keys() throws {
        let json = try ResultsTable(rows: [rate, cost]).json()
        let rows = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
        #expect(rows.count == 2)
        for row in rows {
            #expect(row.keys.sorted() == ["floor", "goal", "name", "ours", "peer", "ratio"])
        }
        #expect(rows[1]["peer"] is NSNull)
    }

    @Test("the tables show each row once, numbers with three digits")
    func tables() {
        let table = ResultsTable(rows: [rate, cost])
        let lines = table.markdown.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[2] == "| read, files/s (peer: cat) | 30.0 | 100 | 0.300 | 0.500 | 0.250 |")
        #expect(lines[3] == "| start, s (at most 2 s) | 2.50 | – | 0.800 | 1.00 | 1.00 |")
        #expect(Set(table.text.split(separator: "\n").map(\.count)).count == 1)
    }

    @Test("a new table replaces the old one and leaves the rest of the page alone")
    func page() throws {
        let text = "before\n\(PerformancePage.opening)\nold\n\(PerformancePage.closing)\nafter\n"
        let once = try #require(PerformancePage(text: text).refreshed(with: "| new |\n", note: "today"))
        #expect(once == "before\n\(PerformancePage.opening)\ntoday\n\n| new |\n\(PerformancePage.closing)\nafter\n")
        #expect(PerformancePage(text: once).refreshed(with: "| new |\n", note: "today") == once)
        #expect(PerformancePage(text: "no marks").refreshed(with: "", note: "") == nil)
    }

    @Test("the page of this project has its marks")
    func realPage() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../docs/performance.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(PerformancePage(text: text).refreshed(with: "", note: "") != nil)
    }
}

@Suite("Measuring")
struct MeasuringTests {
    @Test("the median", arguments: [([3, 1, 2], 2), ([4, 1, 2, 3], 2.5), ([7], 7)] as [([Double], Double)])
    func medians(values: [Double], middle: Double) throws {
        #expect(try median(values) == middle)
        #expect(throws: BenchmarkFailure.self) { try median([]) }
    }

    @Test("resident memory is read in bytes; a process that has ended has none")
    func residentMemory() throws {
        #expect(try ResidentMemory.bytes(fromStatus: "Name:\tx\nVmRSS:\t    2048 kB\nThreads:\t1\n") == 2_097_152)
        #expect(throws: BenchmarkFailure.self) {
            try ResidentMemory.bytes(fromStatus: "Name:\tx\nState:\tZ (zombie)\n")
        }
    }

    @Test("processor time is read past a name with spaces and brackets; a process that has ended has none")
    func processorTime() throws {
        let times = "S 1 1 1 0 -1 4194560 900 0 0 0 250 150 0 0 20 0"
        #expect(try ProcessorTime.ticks(inStat: "42 (a) b) c) \(times)") == 400)
        #expect(throws: BenchmarkFailure.self) { try ProcessorTime.ticks(inStat: "") }
        #expect(try ProcessorTime.seconds(of: getpid()) > 0)
    }

    @Test("the sqlite3 shell inserts its rows and leaves nothing behind")
    func shellPeer() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shell-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try SQLiteShellPeer(folder: folder).rowsPerSecond(rows: 3) > 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("a durable append grows its file by one block, and the file goes away afterwards")
    func durableAppend() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "append-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let peer = try DurableAppend(inFolder: folder)
            #expect(try peer.once() > .zero)
            #expect(try peer.once() > .zero)
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
            let size = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.size] as? Int
            #expect(size == 2 * DurableAppend.bytesPerAppend)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test("impressions and appends take turns, and the limit is made from the appends")
    func frank() async throws {
        var calls = 0
        let row = try await frankBenchmark(inFolder: FileManager.default.temporaryDirectory.path, rounds: 5) {
            calls += 1
        }
        #expect(calls == 5)
        let peer = try #require(row.peer)
        #expect(abs(row.ratio * row.ours - (2 * peer + 2)) < 0.001)
    }

    @Test("dialler and peer get the same answers from the same server, and the limit is made from the peer")
    func warmExchange() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "warm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let row = try await warmExchangeBenchmark(folder: folder, rounds: 1, requests: 3)
        let peer = try #require(row.peer)
        #expect(abs(row.ratio * row.ours - 1.1 * peer) < 0.001)
    }
}
