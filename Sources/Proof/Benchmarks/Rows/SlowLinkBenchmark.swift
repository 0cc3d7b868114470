import DutyModel
import Foundation
import MachineLink
import NIOCore
import NIOPosix
import Tablet

/// A refill and an upload over a line of 300 kbit/s each way, less than the guide asks of a site: held against the time
/// that their bytes need on it.
func slowLinkBenchmark(program: URL, folder: URL, records: Int = 100) async throws -> [BenchmarkRow] {
    let site = try SlowSite(program: program, folder: folder, kilobitsPerSecond: Int(kilobitsPerSecond))
    defer { site.end() }
    let client = FramedClient<MachineCommand, MachineReply>(
        to: .local(path: site.commandSocket), group: NIOSingletons.posixEventLoopGroup)
    let refill = try await row("refill, name look-ups to applied grant", on: site) {
        _ = try await client.send(.refill(amount: .rupees(2_000)))
    }
    let wish = FrankingWish(amount: .rupees(1), article: try Article("4"))
    for _ in 0..<records { _ = try await client.send(.frank(wish, nil)) }
    let upload = try await row("upload of \(records) records, to the receipt", on: site) {
        guard case .upload(let outcome) = try await client.send(.upload()), outcome.sent == UInt32(records) else {
            throw BenchmarkFailure("the upload sent another number of records")
        }
    }
    await client.close()
    return [refill, upload]
}

private let kilobitsPerSecond = 300.0

private func row(_ name: String, on site: SlowSite, _ work: () async throws -> Void) async throws -> BenchmarkRow {
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
