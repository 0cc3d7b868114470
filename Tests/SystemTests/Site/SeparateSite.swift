import ConnectivityGuide
import DutyModel
import Exchanges
import Foundation
import ProgramRunning

/// A back end, a base and a tablet, each on a computer of its own: the back end under the guide's host names, base and
/// tablet on the internal subnet.
final class SeparateSite {
    /// The computers.
    static let backEnd = "be", tablet = "tb", base = "bs"

    let place: SystemPlace
    let namespaces: Namespaces
    let guide: ConnectivityGuide
    private var running: [RunningParts.Part: StartedProgram] = [:]

    /// The site, and the network where the back end's listeners are, which a router leads to; both are for documentation
    /// (RFC 5737). The back end's computer is the router too.
    private static let site = "198.51.100", network = "203.0.113"
    private static let addresses: [ServiceName: [Int]] = [.distributor: [11], .funds: [12, 13], .transactions: [14]]
    private static let connectivity = 15

    /// Lays the cables and enrols a machine; nothing runs yet.
    init(_ place: SystemPlace) async throws {
        self.place = place
        guide = try ConnectivityGuide.builtIn("b700-v2")
        namespaces = try await Namespaces([Self.backEnd, Self.tablet, Self.base], hosts: Self.hosts(guide))
        try await layCables()
        let enrolled = try await Program.run(["backend", "enroll", "--data", backEndData, "--output", place.data])
        guard enrolled.status == 0 else { throw RunFailure("backend enroll: \(enrolled)") }
        try writeBackEndConfiguration()
    }

    /// The back end's data folder; the machine's is the place's.
    var backEndData: String { place.file("back-end") }
    /// The back end's books.
    var books: BackEndBooks { BackEndBooks(file: backEndData + "/backend/back-end.sqlite") }
    private var backEndFile: String { backEndData + "/back-end.yaml" }
    private var machineFile: String { place.data + "/machine.yaml" }

    /// Starts one part on its computer.
    func start(_ part: RunningParts.Part) throws {
        let (computer, words, ready): (String, [String], String) =
            switch part {
            case .backEnd:
                (Self.backEnd, ["backend", "serve", "--config", backEndFile], "Dutymark back end is ready.")
            case .base: (Self.base, machineWords + ["--part", "base"], "Dutymark machine is ready.")
            case .tablet: (Self.tablet, machineWords + ["--part", "tablet"], "Dutymark machine is ready.")
            }
        running[part] = try StartedProgram(
            URL(filePath: "/usr/bin/env"), namespaces.prefix(computer) + [Program.dutymark.path] + words, ready: ready)
    }

    private var machineWords: [String] { ["machine", "run", "--config", machineFile] }

    /// Ends one part as Ctrl-C does.
    func stop(_ part: RunningParts.Part) { _ = running.removeValue(forKey: part)?.stop() }

    /// Adds lines to a configuration file.
    func configureBackEnd(_ lines: String) throws { try append(lines, to: backEndFile) }
    func configureMachine(_ lines: String) throws { try append(lines, to: machineFile) }

    /// Ends everything.
    func end() async {
        for program in running.values { program.kill() }
        running = [:]
        await namespaces.remove()
    }

    private func append(_ lines: String, to path: String) throws {
        try (String(contentsOfFile: path, encoding: .utf8) + lines + "\n").write(
            toFile: path, atomically: true, encoding: .utf8)
    }

    private func layCables() async throws {
        guard let base = guide.internalAddress(of: .base), let tablet = guide.internalAddress(of: .tablet) else {
            throw RunFailure("the guide names no internal addresses")
        }
        try await namespaces.link(Self.base, Self.tablet)
        try await namespaces.configure(
            Self.base, "addr", "add", "\(base)", "peer", "\(tablet)", "dev", "to-\(Self.tablet)")
        try await namespaces.configure(
            Self.tablet, "addr", "add", "\(tablet)", "peer", "\(base)", "dev", "to-\(Self.base)")
        try await namespaces.link(Self.tablet, Self.backEnd)
        try await namespaces.configure(
            Self.tablet, "addr", "add", "\(Self.site).2/24", "dev", "to-\(Self.backEnd)")
        try await namespaces.configure(
            Self.backEnd, "addr", "add", "\(Self.site).1/24", "dev", "to-\(Self.tablet)")
        for number in Self.addresses.values.joined() + [Self.connectivity] {
            try await namespaces.configure(Self.backEnd, "addr", "add", "\(Self.network).\(number)/32", "dev", "lo")
        }
        try await setGateway(Self.rightGateway)
    }

    /// The gateway that works.
    static let rightGateway = "\(site).1"

    /// Gives the tablet another default gateway.
    func setGateway(_ address: String) async throws {
        try await namespaces.configure(
            Self.tablet, "route", "replace", "default", "via", address, "dev", "to-\(Self.backEnd)", "onlink")
    }

    /// Pulls the cable between tablet and router, or plugs it in.
    func setCable(pluggedIn: Bool) async throws {
        try await namespaces.configure(
            Self.backEnd, "link", "set", "to-\(Self.tablet)", pluggedIn ? "up" : "down")
    }

    /// The names under which the back end is reached, as a hosts file.
    private static func hosts(_ guide: ConnectivityGuide) -> String {
        var lines: [String] = []
        for (service, numbers) in addresses {
            lines += zip(guide.endpoints(for: service), numbers).map { "\(network).\($1) \($0.host.text)" }
        }
        if let check = guide.plainEndpoint(of: .connectivityCheck) {
            lines.append("\(network).\(connectivity) \(check.host.text)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func writeBackEndConfiguration() throws {
        func listed(_ service: ServiceName) -> String {
            "[" + (Self.addresses[service] ?? []).map { "\(Self.network).\($0)" }.joined(separator: ", ") + "]"
        }
        let text = """
            format_version: 1
            guide: b700-v2
            data: .
            listen:
              distributor: \(listed(.distributor))
              distributor_plain: \(Self.network).11
              funds: \(listed(.funds))
              transactions: \(listed(.transactions))
              connectivity_check: \(Self.network).\(Self.connectivity)

            """
        try text.write(toFile: backEndFile, atomically: true, encoding: .utf8)
    }
}

/// Runs `work` with a site whose parts are apart, none of which runs yet.
func withSeparateSite(_ work: (SeparateSite) async throws -> Void) async throws {
    let place = try SystemPlace()
    defer { place.remove() }
    let site = try await SeparateSite(place)
    do {
        try await work(site)
    } catch {
        await site.end()
        throw error
    }
    await site.end()
}
