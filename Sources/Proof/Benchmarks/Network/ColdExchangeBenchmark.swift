import Foundation
import NIOCore
import NIOPosix
import ProgramRunning
import SiteNetwork

/// A request with everything before it (name, connection, TLS), beside `curl` with the same server and DNS server.
func coldExchangeBenchmark(folder: URL, rounds: Int = 41) async throws -> BenchmarkRow {
    let site = try await NetworkSite(folder: folder)
    let names = try BenchNameServer(site, folder: folder)
    defer { names.stop() }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = names.address
    let dialler = try BenchDialler.make(site, resolver: LinkResolver(servers: { [server] }, group: group), group)
    let place = try BenchDialler.place(site)
    let curl = CurlPeer(site: site, resolverFile: names.resolverFile)
    func own() async throws -> Double {
        // Nothing is kept from the round before: neither the connection nor the name.
        await dialler.routeChanged()
        let start = ContinuousClock.now
        let answer = try await dialler.exchange(SiteRequest(method: .get, path: "/"), with: place)
        let time = (.now - start).milliseconds
        guard answer.status == 200, !answer.connectionWasWarm else { throw BenchmarkFailure("a wrong answer came") }
        return time
    }
    let times = try await medians(of: rounds, warmUps: 1, own) { try curl.milliseconds() }
    await dialler.close()
    try await site.stop()
    try await group.shutdownGracefully()
    return BenchmarkRow(
        name: "request with resolving, connecting and TLS", cost: times.own, limit: times.peer, unit: "ms",
        limitName: "1.0 × peer; peer: curl", peer: times.peer)
}

/// dnsmasq on an address of this computer that nobody else uses, at the port where every resolver asks.
private final class BenchNameServer {
    let address: SocketAddress
    /// A `resolv.conf` that leads there.
    let resolverFile: URL
    private let program: StartedProgram

    init(_ site: NetworkSite, folder: URL) throws {
        guard let loopback = site.address.ipAddress else { throw BenchmarkFailure("the server has no address") }
        // The whole network of the loopback address is this computer's.
        let own = loopback.split(separator: ".").dropLast().joined(separator: ".") + ".153"
        address = try SocketAddress(ipAddress: own, port: 53)
        resolverFile = folder.appending(path: "resolv.conf")
        try Data("nameserver \(own)\n".utf8).write(to: resolverFile)
        program = try DNSMasq.start(at: own, ["--local=/example/", "--host-record=\(NetworkSite.host),\(loopback)"])
    }

    func stop() { _ = program.stop() }
}

/// The DNS server of the benchmarks.
enum DNSMasq {
    /// Starts it at an address of this computer, with more words.
    static func start(at address: String, _ words: [String]) throws -> StartedProgram {
        // dnsmasq closes every file that it inherits, which Foundation takes for its end; a shell stands between.
        let shell = "dnsmasq \"$@\" & pid=$!; trap 'kill -KILL $pid; exit 0' INT TERM; wait $pid"
        return try StartedProgram(
            URL(filePath: "/usr/bin/env"),
            [
                "--default-signal", "bash", "-c", shell, "bash", "--keep-in-foreground", "--conf-file=/dev/null",
                "--pid-file=", "--log-facility=-", "--listen-address=\(address)", "--bind-interfaces", "--no-resolv",
                "--no-hosts",
            ] + words, ready: "started, version")
    }
}

/// `curl` in a mount namespace where its resolver asks our DNS server.
private struct CurlPeer {
    let site: NetworkSite
    let resolverFile: URL

    /// From the start of the transfer to the end of the answer; starting the program does not count.
    func milliseconds() throws -> Double {
        let command = """
            mount --bind "$1" /etc/resolv.conf && \
            exec curl --silent --show-error --fail --output /dev/null --write-out '%{time_total}' --noproxy '*' \
            --http1.1 --cacert "$2" "$3"
            """
        var parts = URLComponents()
        (parts.scheme, parts.host, parts.port, parts.path) = ("https", NetworkSite.host, site.address.port, "/")
        let said = try Tool.run([
            "unshare", "--map-root-user", "--mount", "sh", "-c", command, "sh", resolverFile.path, site.rootFile.path,
            parts.string ?? "",
        ])
        guard let seconds = Double(said) else { throw BenchmarkFailure("curl says “\(said)”") }
        return seconds * 1000
    }
}
