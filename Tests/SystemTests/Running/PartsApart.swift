import Foundation
import ProgramRunning

/// Back end, base and tablet of one place as three processes of this user, each of which a test may stop.
final class PartsApart {
    let place: SystemPlace
    private var backEnd: StartedProgram?
    private var base: StartedProgram?
    private var tablet: StartedProgram?

    init(_ place: SystemPlace) throws {
        self.place = place
        try startBackEnd()
        base = try start(["machine", "run", "--part", "base"], ready: "Dutymark machine is ready.")
        tablet = try start(
            ["machine", "run", "--part", "tablet", "--port", "\(place.port)"], ready: "Dutymark machine is ready.")
    }

    func startBackEnd() throws { backEnd = try start(["backend", "serve"], ready: "Dutymark back end is ready.") }

    func stopBackEnd() {
        _ = backEnd?.stop()
        backEnd = nil
    }

    func killBase() {
        base?.kill()
        base = nil
    }

    /// Sends a signal to the back end.
    func signal(_ number: Int32) {
        if let backEnd { kill(backEnd.processID, number) }
    }

    /// Ends what still runs.
    func end() {
        signal(SIGCONT)
        for part in [tablet, base, backEnd] { part?.kill() }
    }

    /// Whether bytes that the back end has not read yet lie in a connection to it, as the kernel tells it.
    func bytesWaitForBackEnd() throws -> Bool {
        guard let backEnd else { return false }
        let mine = try sockets(of: backEnd.processID)
        let lines = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).split(separator: "\n").map {
            SocketLine($0)
        }
        let ports = Set(lines.filter { $0.state == "0A" && mine.contains($0.inode) }.map(\.localPort))
        // One that a process standing still has not accepted yet bears no inode.
        return lines.contains { line in
            line.state == "01" && line.received > 0
                && (mine.contains(line.inode) || line.inode == "0" && ports.contains(line.localPort))
        }
    }

    /// A line of `/proc/net/tcp`: number, local and remote address, state (01 established, 0A listening),
    /// sent:received, timer, retransmissions, user, time-out, inode.
    private struct SocketLine {
        let localPort: String
        let state: String
        let received: Int
        let inode: String

        init(_ line: Substring) {
            let words = line.split(separator: " ")
            func part(_ place: Int) -> String {
                guard words.count > place, let last = words[place].split(separator: ":").last else { return "" }
                return String(last)
            }
            (localPort, state, inode) = (part(1), part(3), part(9))
            received = Int(part(4), radix: 16) ?? 0
        }
    }

    private func sockets(of process: Int32) throws -> Set<String> {
        let folder = "/proc/\(process)/fd"
        let files = FileManager.default
        return Set(
            try files.contentsOfDirectory(atPath: folder).compactMap { name in
                guard let target = try? files.destinationOfSymbolicLink(atPath: folder + "/" + name),
                    target.hasPrefix("socket:[")
                else { return nil }
                return String(target.dropFirst("socket:[".count).dropLast())
            })
    }

    private func start(_ words: [String], ready: String) throws -> StartedProgram {
        try StartedProgram(Program.dutymark, words + ["--data", place.data], ready: ready)
    }
}

/// Runs `work` with the parts of an enrolled place as three processes; the machine holds 50 rupees that an audit
/// confirmed, and its connections to the back end are open.
func withApart(_ work: (PartsApart) async throws -> Void) async throws {
    try await withPlace { system in
        try await system.start()
        await system.stop()
        let parts = try PartsApart(system.place)
        defer { parts.end() }
        try await system.place.done("refill", "--amount", "50")
        try await system.place.done("audit")
        try await work(parts)
    }
}
