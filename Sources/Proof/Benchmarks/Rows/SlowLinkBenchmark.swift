import DutyModel
import Foundation
import MachineLink
import NIOCore
import NIOPosix
import Tablet

/// A refill and an upload over a line of 300 kbit/s each way, less than the guide asks of a site: held against the time
/// that their bytes need on it. Both rows come from the same run.
actor SlowLinkBenchmark {
    private static let records = 100
    private static let kilobitsPerSecond = 300.0

    private let program: URL
    private let folder: URL
    private var rows: (refill: BenchmarkRow, upload: BenchmarkRow)?

    init(program: URL, folder: URL) {
        self.program = program
        self.folder = folder
    }

    func refillRow() async throws -> BenchmarkRow { try await measured().refill }
    func uploadRow() async throws -> BenchmarkRow { try await measured().upload }

    private func measured() async throws -> (refill: BenchmarkRow, upload: BenchmarkRow) {
        if let rows { return rows }
        let site = try SlowSite(program: program, folder: folder, kilobitsPerSecond: Int(Self.kilobitsPerSecond))
        defer { site.end() }
        let client = FramedClient<MachineCommand, MachineReply>(
            to: .local(path: site.commandSocket), group: NIOSingletons.posixEventLoopGroup)
        let refill = try await Self.row("refill, name look-ups to applied grant", on: site) {
            _ = try await client.send(.refill(amount: .rupees(2_000)))
        }
        let wish = FrankingWish(amount: .rupees(1), article: try Article("4"))
        for _ in 0..<Self.records { _ = try await client.send(.frank(wish, nil)) }
        let upload = try await Self.row("upload of \(Self.records) records, to the receipt", on: site) {
            guard case .upload(let outcome) = try await client.send(.upload()), outcome.sent == UInt32(Self.records)
            else {
                throw BenchmarkFailure("the upload sent another number of records")
            }
        }
        await client.close()
        rows = (refill, upload)
        return (refill, upload)
    }

    private static func row(
        _ name: String, on site: SlowSite, _ work: () async throws -> Void
    ) async throws -> BenchmarkRow {
        let before = try site.bytesCarried()
        let start = ContinuousClock.now
        try await work()
        let took = (ContinuousClock.now - start).milliseconds
        let bytes = try site.bytesCarried() - before
        let needed = Double(bytes) * 8 / kilobitsPerSecond
        return BenchmarkRow(
            name: "\(Int(kilobitsPerSecond)) kbit/s line: \(name)", cost: took, limit: 3 * needed, unit: "ms",
            limitName: "3 × the time of its \(bytes) bytes", peer: needed)
    }
}
