import DutyModel
import Foundation
import Glibc
import ProgramRunning
import SiteLab

/// A thread of its own for a lab, whose calls wait for other programs.
actor LabRoom {
    /// Only root may make network namespaces.
    static let isPossible = geteuid() == 0

    private nonisolated let executor = OwnThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Runs `work` with a lab that has these faults, and ends the lab.
    func use<Value: Sendable>(
        _ faults: [LabFault] = [], _ work: @Sendable (Lab) throws -> Value
    ) throws -> Value {
        let lab = try Lab(faults, program: BuiltProgram.lab)
        defer { lab.end() }
        return try work(lab)
    }
}

extension Lab {
    /// What a program in the lab said, and how it ended; both streams, without the last newline.
    func said(_ words: String..., at place: LabPlace = .site) throws -> (status: Int32, text: String) {
        let finished = try run(words, in: place)
        let text = String(decoding: finished.output + finished.errors, as: UTF8.self)
        return (finished.status, text.trimmingCharacters(in: .newlines))
    }

    /// What curl makes of a URL: the status of the answer, and curl's own exit status.
    func curl(_ url: String, _ more: [String] = []) throws -> CurlAnswer {
        let finished = try run(
            [
                "curl", "-sS", "--cacert", Lab.rootsFile, "--max-time", "4", "-o", "-", "-w",
                "\n%{http_code} %{redirect_url}",
            ] + more + [url])
        let text = String(decoding: finished.output, as: UTF8.self)
        let last = text.split(separator: "\n").last?.split(separator: " ") ?? []
        return CurlAnswer(
            exit: finished.status, status: last.first.flatMap { Int($0) } ?? 0,
            redirect: last.count > 1 ? String(last[1]) : nil, body: text,
            error: String(decoding: finished.errors, as: UTF8.self))
    }

    /// The addresses that a name server gives for a name, or nil where it does not answer.
    func dig(_ name: String, _ more: [String] = [], at server: String? = nil) throws -> [String]? {
        let whom = "@" + (server ?? site.router.ipv4)
        let finished = try run(["dig", "+short", "+tries=1", "+time=1", whom, name] + more)
        guard finished.status == 0 else { return nil }
        return String(decoding: finished.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// What curl made of a URL.
struct CurlAnswer: Sendable, CustomStringConvertible {
    /// 0 good, 7 no connection, 28 time is up, 35 TLS was cut, 60 a certificate is not trusted (curl(1)).
    let exit: Int32
    let status: Int
    let redirect: String?
    let body: String
    let error: String

    var description: String { "curl \(exit), status \(status) \(redirect ?? "") \(error)" }
}
