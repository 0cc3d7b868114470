import ConnectivityGuide
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import ProgramRunning

/// A site in a network namespace of its own, with 80 TLS servers under names of their own behind a delay, and the name
/// server that knows them; only root can make it.
///
/// The servers run in this process, the site holds nothing but its end of the line: what is measured runs there.
final class DelayedSite {
    static let servers = 80
    /// How long an answer takes to come back, in milliseconds.
    static let delayMilliseconds = 50

    /// Every server's name.
    let hosts: [String]
    /// The guide that names them all.
    let guide: URL
    /// The servers' authority, and the same with those of Debian's list.
    let root: URL
    let roots: URL
    let port: UInt16
    private let addresses: DelayedAddresses
    private let name: String
    private let line: StartedProgram
    private let names: StartedProgram
    private let listeners: [any Channel]
    private let group: MultiThreadedEventLoopGroup

    /// Lays the line and starts the servers.
    init(folder: URL) async throws {
        guard geteuid() == 0 else { throw BenchmarkFailure("needs root, to make a network namespace") }
        let files = try BenchCertificates(in: folder, names: ["DNS:*.\(Self.domain)"])
        addresses = try DelayedAddresses(servers: Self.servers)
        hosts = (0..<Self.servers).map { "server\($0).\(Self.domain)" }
        name = "dmd" + UUID().uuidString.prefix(6).lowercased()
        line = try DelayLine.start(name + "-o", name + "-i", milliseconds: Self.delayMilliseconds)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try Self.layLine(name, addresses)
            port = addresses.tlsPort
            guide = folder.appending(path: "delayed.yaml")
            try Data(Self.guideText(hosts, addresses).utf8).write(to: guide)
            root = files.root
            roots = folder.appending(path: "all.pem")
            try Data((try Self.mozilla() + String(contentsOf: files.root, encoding: .utf8)).utf8).write(to: roots)
            names = try Self.nameServer(addresses, hosts)
            listeners = try await Self.listen(addresses, files, group)
        } catch {
            Self.takeLine(name)
            _ = line.stop()
            throw error
        }
    }

    /// A program as it is run in the site.
    func words(_ words: [String]) -> [String] { ["ip", "netns", "exec", name] + words }

    /// Runs a program in the site, and says how long that took.
    func run(_ program: [String]) throws -> (program: FinishedProgram, milliseconds: Double) {
        let finished = try FinishedProgram(URL(filePath: "/usr/bin/env"), words(program), keepingErrors: true)
        return (finished, finished.duration.milliseconds)
    }

    /// Ends the servers and takes the line away.
    func end(isolation: isolated (any Actor)? = #isolation) async throws {
        _ = names.stop()
        for listener in listeners { try await listener.close().get() }
        try await group.shutdownGracefully()
        Self.takeLine(name)
        _ = line.stop()
    }

    /// A domain that no real DNS knows.
    private static let domain = "bench.example"

    private static func guideText(_ hosts: [String], _ addresses: DelayedAddresses) -> String {
        let entries = hosts.map {
            "  - {host: \($0), port: \(addresses.tlsPort), transport: tcp, protocol: tls, service: Bench, role: downloads, "
                + "level: required, purpose: a server}\n"
        }
        return """
            format_version: 1
            name: delayed
            title: Servers behind a delay
            services:
              - {name: Bench, purpose: to be reached}
            port_rules:
              - {port: \(addresses.plainPort), transports: [tcp], protocol: http, purpose: pages}
              - {port: \(addresses.tlsPort), transports: [tcp], protocol: tls, purpose: pages}
            endpoints:
              - {host: \(addresses.names), port: \(addresses.dnsPort), transport: udp, protocol: dns, service: Bench,
                 role: dns, level: required, purpose: names}

            """ + entries.joined()
    }

    private static func mozilla() throws -> String {
        let folder = URL(filePath: "/usr/share/ca-certificates/mozilla")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".crt") }
        return try names.sorted().map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined()
    }

    private static func layLine(_ name: String, _ addresses: DelayedAddresses) throws {
        let (outside, inside) = (name + "-o", name + "-i")
        let folder = URL(filePath: "/etc/netns/\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("nameserver \(addresses.names)\n".utf8).write(to: folder.appending(path: "resolv.conf"))
        let own = (addresses.servers + [addresses.names]).map {
            "ip address add \($0)/\(addresses.prefix) dev \(outside)"
        }
        let script = """
            set -e
            ip netns add \(name)
            ip -n \(name) link set lo up
            ip link set \(inside) netns \(name)
            \(own.joined(separator: "\n"))
            ip link set \(outside) up
            ip -n \(name) address add \(addresses.site)/\(addresses.prefix) dev \(inside)
            ip -n \(name) link set \(inside) up
            ip -n \(name) route add default via \(addresses.names)
            """
        try Tool.run(["sh", "-c", script])
    }

    private static func takeLine(_ name: String) {
        _ = try? Tool.run(["ip", "netns", "del", name])
        try? FileManager.default.removeItem(atPath: "/etc/netns/\(name)")
    }

    private static func nameServer(_ addresses: DelayedAddresses, _ hosts: [String]) throws -> StartedProgram {
        let records = zip(hosts, addresses.servers).map { "--host-record=\($0),\($1)" }
        return try DNSMasq.start(at: "\(addresses.names)", ["--local=/example/"] + records)
    }

    private static func listen(
        _ addresses: DelayedAddresses, _ files: BenchCertificates, _ group: MultiThreadedEventLoopGroup
    ) async throws -> [any Channel] {
        let tls = try files.serverContext()
        var listeners: [any Channel] = []
        for address in addresses.servers {
            listeners.append(try await SmallServer.start(group, tls, host: "\(address)", port: Int(addresses.tlsPort)))
        }
        return listeners
    }
}

/// A line between two interfaces that keeps every packet for a while, half of it each way. `netem` would do it, and not
/// every kernel has it.
private enum DelayLine {
    /// Makes the interfaces, which are gone when it ends.
    static func start(_ first: String, _ second: String, milliseconds: Int) throws -> StartedProgram {
        let seconds = String(Double(milliseconds) / 2_000)
        return try StartedProgram(
            URL(filePath: "/usr/bin/env"), ["python3", "-c", script, first, second, seconds], ready: "the line is laid")
    }

    /// TUNSETIFF, with interfaces of bare packets.
    private static let script = """
        import asyncio, fcntl, os, signal, struct, sys

        def interface(name):
            file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(file, 0x400454CA, struct.pack("16sH", name.encode(), 0x1001))
            return file

        def write(to, packet):
            try:
                os.write(to, packet)
            except OSError:
                pass

        def forward(loop, source, to, delay):
            try:
                while True:
                    loop.call_later(delay, write, to, os.read(source, 65536))
            except OSError:
                pass

        async def main(first, second, delay):
            loop = asyncio.get_running_loop()
            ends = interface(first), interface(second)
            for source, to in ends, ends[::-1]:
                loop.add_reader(source, forward, loop, source, to, float(delay))
            done = asyncio.Event()
            loop.add_signal_handler(signal.SIGINT, done.set)
            print("the line is laid", flush=True)
            await done.wait()

        # Who starts it may hold every signal back.
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        asyncio.run(main(*sys.argv[1:]))
        """
}

/// Who has which address: of the network that RFC 2544 keeps for measuring, which leads nowhere else.
private struct DelayedAddresses {
    let servers: [IPv4Address]
    let names: IPv4Address
    let site: IPv4Address
    let prefix = 15
    let tlsPort: UInt16
    let plainPort: UInt16
    let dnsPort: UInt16

    private static let network: UInt32 = 0xC612_0000

    init(servers count: Int) throws {
        servers = (0..<count).map { IPv4Address(Self.network + 256 + UInt32($0)) }
        names = IPv4Address(Self.network + 1)
        site = IPv4Address(Self.network + 2)
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        guard let tls = guide.portRules.first(where: { $0.speaks == .tls })?.port,
            let plain = guide.portRules.first(where: { $0.speaks == .http })?.port,
            let dns = guide.endpoints.first(where: { $0.speaks == .dns })?.portNumber
        else { throw BenchmarkFailure("the guide lacks a usual port") }
        (tlsPort, plainPort, dnsPort) = (tls, plain, dns)
    }
}
