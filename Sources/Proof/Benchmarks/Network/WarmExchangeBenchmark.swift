import AsyncHTTPClient
import DutyModel
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SiteNetwork

/// A request through the dialler on a connection that is open already, beside AsyncHTTPClient on the same server.
func warmExchangeBenchmark(folder: URL, rounds: Int = 9, requests: Int = 500) async throws -> BenchmarkRow {
    let site = try await NetworkSite(folder: folder)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let ours = try dialler(site, group)
    let peer = try AsyncHTTPClientPeer(site, group)
    let times = try await medians(of: rounds, warmUps: 1) {
        try await time(requests, ours)
    } _: {
        try await time(requests, peer.ask)
    }
    try await peer.stop()
    try await site.stop()
    try await group.shutdownGracefully()
    return BenchmarkRow(
        name: "request on a warm connection", cost: times.own * 1000, limit: 1.1 * times.peer * 1000, unit: "µs",
        limitName: "1.1 × peer; peer: AsyncHTTPClient", peer: times.peer * 1000)
}

/// Milliseconds for one of many requests, one after the other.
private func time(_ requests: Int, _ ask: () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    for _ in 0..<requests { try await ask() }
    return (.now - start).milliseconds / Double(requests)
}

private func dialler(_ site: NetworkSite, _ group: any EventLoopGroup) throws -> () async throws -> Void {
    let dialler = try BenchDialler.make(site, resolver: OneAddress(address: site.address), group)
    let place = try BenchDialler.place(site)
    return {
        let answer = try await dialler.exchange(SiteRequest(method: .get, path: "/"), with: place)
        guard answer.status == 200, answer.body.count == 1_024 else { throw BenchmarkFailure("a wrong answer came") }
    }
}

/// The dialler as the machine has it, for the server of a benchmark.
enum BenchDialler {
    /// Allows everything; what it would say is not measured.
    private struct Everything: AllowList {
        func permits(host: String, port: UInt16, transport: NetworkTransport) -> Bool { true }
    }

    static func make(_ site: NetworkSite, resolver: any NameResolver, _ group: any EventLoopGroup) throws -> SiteDialler
    {
        try SiteDialler(
            allowList: Everything(), resolver: resolver,
            tls: DiallerTLS(
                roots: TrustRoots(pem: site.rootPEM), certificate: nil,
                now: { Timestamp(Int64(Date().timeIntervalSince1970)) }),
            group: group)
    }

    static func place(_ site: NetworkSite) throws -> SiteEndpoint {
        guard let port = site.address.port else { throw BenchmarkFailure("the server has no port") }
        return SiteEndpoint(host: NetworkSite.host, port: UInt16(port), transport: .tls)
    }
}

/// Knows where the one server is.
private struct OneAddress: NameResolver {
    let address: SocketAddress
    func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress] { [address] }
}

/// AsyncHTTPClient with the same root and the same event loop.
private struct AsyncHTTPClientPeer {
    private let client: HTTPClient
    private let url: String

    init(_ site: NetworkSite, _ group: any EventLoopGroup) throws {
        guard let host = site.address.ipAddress, let port = site.address.port else {
            throw BenchmarkFailure("the server has no address")
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(site.rootFile.path))
        client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: .init(tlsConfiguration: tls))
        var parts = URLComponents()
        (parts.scheme, parts.host, parts.port, parts.path) = ("https", host, port, "/")
        url = parts.string ?? ""
    }

    func ask() async throws {
        let answer = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(60))
        let body = try await answer.body.collect(upTo: 1_048_576)
        guard answer.status == .ok, body.readableBytes == 1_024 else { throw BenchmarkFailure("a wrong answer came") }
    }

    func stop() async throws { try await client.shutdown() }
}
