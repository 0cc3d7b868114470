import DutyModel
import Foundation
import ProgramRunning

/// A running place of the lab: namespaces held by a process that does nothing else.
final class LabComputer {
    let place: LabPlace
    private let hub: LabHub
    private let holder: LabProgram

    /// Makes the namespaces. The place sees files of its own where `etc` names some of `/etc`.
    init(_ place: LabPlace, in hub: LabHub, etc: [String: String] = [:]) throws(DutyFailure) {
        self.place = place
        self.hub = hub
        var script = "ip link set lo up"
        for (name, text) in etc.sorted(by: { $0.key < $1.key }) {
            try hub.write(text, to: "\(place.rawValue)/etc/\(name)")
            // A name that is a link leads somewhere else: what it leads to is covered.
            script += " && mount --bind \(LabHub.folder)/\(place.rawValue)/etc/\(name) \"$(realpath /etc/\(name))\""
        }
        try hub.write("", to: "\(place.rawValue)/holder.log")
        let words = [
            "--target", "\(hub.processID)", "--pid", "--mount", "--", "unshare", "--net", "--mount", "--", "sh", "-c",
            script + " && echo up && exec sleep infinity",
        ]
        holder = try LabProgram(
            words, environment: [:], log: hub.outside("\(place.rawValue)/holder.log"), ready: .words("up"))
    }

    /// The process that holds the namespaces.
    var holderID: Int32 { holder.processID }

    /// The number of that process for programs in the lab.
    func innerID() throws(DutyFailure) -> Int32 {
        guard let number = ChildProcess.innermostID(of: holderID) else {
            throw DutyFailure(.labProgramFailed, "The lab's \(place.rawValue) has ended.")
        }
        return number
    }

    /// The words with which `nsenter` runs a program here.
    func entering(_ words: [String], folder: String? = nil) -> [String] {
        let inside = folder.map { ["env", "--chdir", $0] } ?? []
        return ["--target", "\(holderID)", "--pid", "--net", "--mount", "--"] + inside + words
    }

    /// Runs a shell script here that must succeed.
    func script(_ text: String) throws(DutyFailure) {
        let finished: FinishedProgram
        do {
            finished = try FinishedProgram(
                URL(filePath: Nsenter.path), entering(["sh", "-ec", text]), keepingErrors: true)
        } catch {
            throw DutyFailure(.labProgramFailed, "The lab cannot run its scripts: \(error).")
        }
        guard finished.status == 0 else {
            let said = String(decoding: finished.errors, as: UTF8.self)
            throw DutyFailure(.labProgramFailed, "The lab could not set up its \(place.rawValue): \(said.prefix(600))")
        }
    }

    /// Starts a program here.
    func start(
        _ words: [String], ready: LabProgram.Ready, log: String, environment: [String: String] = [:],
        folder: String? = nil
    ) throws(DutyFailure) -> LabProgram {
        try hub.write("", to: "\(place.rawValue)/\(log).log")
        return try LabProgram(
            entering(words, folder: folder), environment: environment,
            log: hub.outside("\(place.rawValue)/\(log).log"), ready: ready)
    }
}
