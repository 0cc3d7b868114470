import DutyModel
import Exchanges
import Foundation
import ProgramRunning
import SiteLab

/// An enrolled machine at its place in a lab, with its back end beyond the internet, both as they are shipped.
final class MachineInLab {
    let lab: Lab
    private var program: LabProgram?
    private var starts = 0
    private var proxyIsSet = false

    /// Enrols the machine and starts both.
    init(_ lab: Lab) throws {
        self.lab = lab
        try lab.startBackEnd()
        try start()
    }

    /// Starts the machine.
    func start() throws {
        starts += 1
        program = try lab.start(
            [BuiltProgram.dutymark.path, "machine", "run", "--config", Lab.machineFolder + "/machine.yaml"],
            ready: .words("Dutymark machine is ready."), name: "machine-\(starts)")
    }

    /// Ends the machine as Ctrl-C does.
    func stop() {
        program?.interrupt()
        program = nil
    }

    /// `dutymark machine … --json`; its answer, or its refusal with code, sentence and remedy.
    func ask(_ words: String...) throws -> MachineAnswer { try ask(words) }

    private func ask(_ words: [String]) throws -> MachineAnswer {
        let finished = try lab.run(
            [BuiltProgram.dutymark.path, "machine"] + words + ["--data", Lab.machineFolder, "--json"])
        guard finished.status != 0 else { return .done(finished.output) }
        guard let refusal = try? JSONDecoder().decode(MachineAnswer.Report.self, from: finished.output)
        else {
            throw RunFailure(
                "machine \(words): \(finished.status) \(String(decoding: finished.output + finished.errors, as: UTF8.self))"
            )
        }
        return .refused(refusal.error)
    }

    /// A command that must succeed.
    @discardableResult
    func done(_ words: String...) throws -> Data {
        switch try ask(words) {
        case .done(let output): return output
        case .refused(let refusal):
            throw RunFailure("machine \(words.joined(separator: " ")): \(refusal)")
        }
    }

    /// How the machine says that it stands.
    func status() throws -> MachineStanding {
        try JSONDecoder().decode(MachineStanding.self, from: done("status"))
    }

    /// Franks one rupee and expects that to work, whatever the network does.
    func frank() throws { try done("frank", "--amount", "1", "--instrument", "4") }

    /// Makes exactly these faults hold, and tells the machine about the proxy that its site has.
    func face(_ faults: [LabFault]) throws {
        try lab.set(faults)
        // Connections that earlier checks left open would hide what the fault does.
        _ = try lab.run(["ss", "-K", "state", "established", "dport", "=", ":443"])
        _ = try lab.run(["ss", "-K", "state", "established", "dport", "=", ":\(lab.plan.proxyPort)"])
        if let proxy = lab.machineProxy {
            try setProxy(proxy)
        } else if proxyIsSet {
            try done("network", "set", "--no-proxy")
            try done("network", "confirm")
            proxyIsSet = false
        }
    }

    private func setProxy(_ proxy: MachineProxy) throws {
        var words = ["network", "set", "--proxy-host", proxy.host, "--proxy-port", "\(proxy.port)"]
        if let user = proxy.user {
            try Data((proxy.password ?? "").utf8).write(to: lab.file("site/proxy-password"))
            words += ["--proxy-user", user, "--proxy-password-file", Lab.folder + "/site/proxy-password"]
        }
        if case .refused(let refusal) = try ask(words) { throw RunFailure("\(words): \(refusal)") }
        try done("network", "confirm")
        proxyIsSet = true
    }

    /// Waits until the machine stands as wished; it is asked again and again.
    func wait(_ seconds: Int, until wished: (MachineStanding) -> Bool) throws -> MachineStanding {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var standing = try status()
        while !wished(standing), .now < deadline { standing = try status() }
        return standing
    }
}

/// What a command of the machine came to.
enum MachineAnswer {
    struct Refusal: Decodable, CustomStringConvertible {
        let code: String
        let message: String
        let remedy: String
        var description: String { "\(message) \(remedy) [\(code)]" }
    }
    struct Report: Decodable { let error: Refusal }

    case done(Data)
    case refused(Refusal)
}

/// What `machine status --json` says, by its documented keys.
struct MachineStanding: Decodable {
    struct Registers: Decodable {
        let ascending: Int64
        let descending: Int64
    }
    struct Pending: Decodable { let amount: Int64 }
    struct Outbox: Decodable { let unsent: Int }
    let state: String
    let registers: Registers
    let itemCount: Int
    let pendingRefill: Pending?
    let outbox: Outbox
}
