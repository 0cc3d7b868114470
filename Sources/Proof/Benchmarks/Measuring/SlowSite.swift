import ConnectivityGuide
import DutyModel
import Exchanges
import Foundation
import ProgramRunning

/// A machine and its back end in two network namespaces, with a slow line between them; only root can make it.
final class SlowSite {
    private let program: URL
    private let folder: URL
    private let machine: String
    private let backEnd: String
    private var running: [StartedProgram] = []

    /// The two ends of the line.
    private static let line = (machine: "line-m", backEnd: "line-b")

    /// Lays the line, enrols a machine, and returns when both ends are ready.
    init(program: URL, folder: URL, kilobitsPerSecond: Int) throws {
        self.program = program
        self.folder = folder
        let id = UUID().uuidString.prefix(6).lowercased()
        (machine, backEnd) = ("dmb\(id)m", "dmb\(id)b")
        guard geteuid() == 0 else { throw BenchmarkFailure("needs root, to make network namespaces") }
        do {
            try layLine(kilobitsPerSecond)
            try start()
        } catch {
            end()
            throw error
        }
    }

    /// Where the machine takes commands.
    var commandSocket: String { folder.path + "/machine/tablet/command.sock" }

    /// Bytes that went over the line so far, both ways together.
    func bytesCarried() throws -> Int64 {
        var sum: Int64 = 0
        for direction in ["rx", "tx"] {
            let path = "/sys/class/net/\(Self.line.machine)/statistics/\(direction)_bytes"
            let said = try Tool.run(["ip", "netns", "exec", machine, "cat", path])
            guard let bytes = Int64(said.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw BenchmarkFailure("\(path) says “\(said)”")
            }
            sum += bytes
        }
        return sum
    }

    /// Stops both ends and takes the line away.
    func end() {
        for program in running.reversed() { _ = program.stop() }
        running = []
        for name in [machine, backEnd] {
            _ = try? Tool.run(["ip", "netns", "del", name])
            try? FileManager.default.removeItem(atPath: "/etc/netns/\(name)")
        }
    }

    private func layLine(_ kilobitsPerSecond: Int) throws {
        let addresses = try SlowSiteAddresses()
        func oneEnd(_ name: String, _ device: String, _ own: [IPv4Address]) -> String {
            """
            \(own.map { "ip -n \(name) addr add \($0)/24 dev \(device)" }.joined(separator: "\n"))
            ip -n \(name) link set \(device) up
            ip netns exec \(name) tc qdisc add dev \(device) root tbf rate \(kilobitsPerSecond)kbit burst 4kb latency 400ms
            """
        }
        let script = """
            set -e
            for name in \(machine) \(backEnd); do ip netns add $name; ip -n $name link set lo up; done
            ip -n \(machine) link add \(Self.line.machine) type veth peer name \(Self.line.backEnd) netns \(backEnd)
            \(oneEnd(machine, Self.line.machine, [addresses.machine]))
            \(oneEnd(backEnd, Self.line.backEnd, addresses.backEnd))
            """
        try Tool.run(["sh", "-c", script])
        let hosts = URL(filePath: "/etc/netns/\(machine)")
        try FileManager.default.createDirectory(at: hosts, withIntermediateDirectories: true)
        try addresses.hosts.write(to: hosts.appending(path: "hosts"), atomically: true, encoding: .utf8)
    }

    private func start() throws {
        let data = folder.path + "/back-end"
        let machineData = folder.path + "/machine"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Tool.run([program.path, "backend", "enroll", "--data", data, "--output", machineData])
        let addresses = try SlowSiteAddresses()
        let backEndFile = data + "/back-end.yaml"
        try addresses.backEndConfiguration.write(toFile: backEndFile, atomically: true, encoding: .utf8)
        let machineFile = machineData + "/machine.yaml"
        try addresses.machineConfiguration.write(toFile: machineFile, atomically: true, encoding: .utf8)
        for (name, words, ready) in [
            (backEnd, ["backend", "serve", "--config", backEndFile], "Dutymark back end is ready."),
            (machine, ["machine", "run", "--config", machineFile], "Dutymark machine is ready."),
        ] {
            running.append(
                try StartedProgram(
                    URL(filePath: "/usr/bin/env"), ["ip", "netns", "exec", name, program.path] + words, ready: ready))
        }
    }
}

/// Who has which address: all are taken from the guide's internal ranges, so that none is written here.
private struct SlowSiteAddresses {
    let machine: IPv4Address
    /// One for each place of each service.
    let backEnd: [IPv4Address]
    private let places: [GuideEndpoint]
    private let loopback: String
    private let linkPort: UInt16

    init() throws {
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        guard let tablet = guide.internalAddress(of: .tablet), let base = guide.internalAddress(of: .base),
            let link = try ConnectivityGuide.builtIn("local").endpoints(role: .link).first
        else { throw BenchmarkFailure("the guides name no internal addresses") }
        machine = tablet
        places = ServiceName.allCases.flatMap { guide.endpoints(for: $0) }
        backEnd = places.indices.map { IPv4Address(base.number + UInt32($0)) }
        loopback = link.host.text
        linkPort = try FreePort.find()
    }

    var hosts: String {
        zip(backEnd, places).map { "\($0) \($1.host.text)" }.joined(separator: "\n") + "\n"
    }

    var backEndConfiguration: String {
        let listen = ServiceName.allCases.map { service in
            let own = zip(backEnd, places).filter { $1.role == GuideRole(service) }.map { "\($0.0)" }
            return "  \(service.rawValue): [\(own.joined(separator: ", "))]"
        }
        return "format_version: 1\nguide: b700-v2\ndata: .\nlisten:\n" + listen.joined(separator: "\n") + "\n"
    }

    /// Base and tablet are on one computer; the port and the page are free in a namespace of its own.
    var machineConfiguration: String {
        """
        format_version: 1
        guide: b700-v2
        data: .
        link: {base: \(loopback), tablet: \(loopback), port: \(linkPort)}

        """
    }
}
