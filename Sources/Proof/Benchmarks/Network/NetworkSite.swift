import ConnectivityGuide
import Foundation
import NIOCore
import NIOPosix

extension ConnectivityGuide {
    /// Where this computer's page listens: on this computer alone.
    func pageAddress() throws -> String {
        guard let host = endpoints(role: .page).first?.host.text else {
            throw BenchmarkFailure("the guide of this computer lacks the page")
        }
        return host
    }
}

/// A small TLS server on this computer, and the name under which it is asked for.
struct NetworkSite {
    /// A name that no real DNS knows.
    static let host = "server.bench.example"

    /// The authority of the server's certificate, as a file and as text.
    let rootFile: URL
    let rootPEM: String
    /// Where it listens.
    let address: SocketAddress
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup

    /// Makes certificates in `folder` and starts the server, which has a thread of its own.
    init(folder: URL) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let loopback = try ConnectivityGuide.builtIn("local").pageAddress()
        let files = try BenchCertificates(in: folder, names: ["DNS:\(Self.host)", "IP:\(loopback)"])
        rootFile = files.root
        rootPEM = try String(contentsOf: files.root, encoding: .utf8)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        channel = try await SmallServer.start(group, files.serverContext(), host: loopback, port: 0)
        guard let bound = channel.localAddress else { throw BenchmarkFailure("the server has no address") }
        address = bound
    }

    /// Ends the server.
    func stop() async throws {
        try await channel.close().get()
        try await group.shutdownGracefully()
    }
}
