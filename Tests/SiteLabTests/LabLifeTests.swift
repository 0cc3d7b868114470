import DutyModel
import Foundation
import Glibc
import ProgramRunning
import Testing

@testable import SiteLab

@Suite("A lab from its start to its end", .serialized, .enabled(if: LabRoom.isPossible, "needs root, for namespaces"))
struct LabLifeTests {
    @Test("two labs run side by side, with the same addresses")
    func sideBySide() async throws {
        async let one = LabRoom().use { lab in try lab.curl("https://www.google.com/").exit }
        async let other = LabRoom().use { lab in try lab.curl("https://www.google.com/").exit }
        #expect(try await [one, other] == [0, 0])
    }

    @Test("a lab that is killed leaves no process and no mount behind")
    func killed() async throws {
        let before = try Self.mounts()
        let program = try StartedProgram(BuiltProgram.lab, ["run", "clean"], ready: "Another terminal enters")
        let children = try Self.lab(of: program.processID)
        #expect(children.count > 4)
        program.kill()
        let deadline = ContinuousClock.now + .seconds(20)
        while children.contains(where: { kill($0, 0) == 0 && !Self.isOver($0) }), .now < deadline { sched_yield() }
        #expect(children.filter { kill($0, 0) == 0 && !Self.isOver($0) } == [])
        #expect(try Self.mounts() == before)
    }

    @Test("a program in the site has the terminal's streams, and its exit status is the command's")
    func shell() throws {
        let words = ["shell", "clean", "--", "sh", "-c", "echo here; cat /etc/resolv.conf; exit 7"]
        let answer = try FinishedProgram(BuiltProgram.lab, words)
        #expect(answer.status == 7)
        #expect(String(decoding: answer.output, as: UTF8.self).hasPrefix("here\nnameserver "))
    }

    @Test("where no back end was built beside the lab, the lab says how to build it")
    func noBackEnd() throws {
        let tools = try LabTools(program: URL(filePath: "/nowhere/dutymark-lab"))
        let failure = #expect(throws: DutyFailure.self) { try tools.dutymark() }
        #expect(failure?.code == .labUnavailable && failure?.remedy == "Run “make build” once.")
    }

    @Test("an unknown scenario is refused with its code")
    func unknown() throws {
        let answer = try FinishedProgram(BuiltProgram.lab, ["run", "nowhere"], keepingErrors: true)
        #expect(answer.status == 1)
        #expect(String(decoding: answer.errors, as: UTF8.self).contains("[lab_scenario_unknown]"))
    }

    /// Everything that the process began, and what that began, by our own process numbers.
    private static func lab(of process: Int32) throws -> [Int32] {
        let path = "/proc/\(process)/task"
        let children = try FileManager.default.contentsOfDirectory(atPath: path).flatMap { thread in
            let text = (try? String(contentsOfFile: "\(path)/\(thread)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
        return children + children.flatMap { (try? lab(of: $0)) ?? [] }
    }

    /// Whether a process has ended and only waits to be counted.
    private static func isOver(_ process: Int32) -> Bool {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ") Z"
        return text.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }

    private static func mounts() throws -> String { try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) }
}
