import Foundation
import ProgramRunning
import Testing

@Suite("Running a program")
struct ProgramRunningTests {
    private let shell = URL(filePath: "/bin/sh")
    /// Gets ready, then runs on until it is interrupted.
    private let patient = "trap 'exit 7' INT; echo \"$PLACE is ready\"; while :; do /bin/true; done"

    @Test("a program is timed to its ready words and stopped as by Ctrl-C; its own exit status comes back")
    func startAndStop() throws {
        let started = try StartedProgram(
            shell, ["-c", patient], ready: "shop is ready", environment: ["PLACE": "shop"])
        #expect(started.timeToReady > .zero)
        #expect(started.stop() == 7)
    }

    @Test("a killed program has no chance to tidy up")
    func kill() throws {
        let started = try StartedProgram(shell, ["-c", patient], ready: "is ready")
        started.kill()
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(started.processID)"))
    }

    @Test("a program that ends before it is ready fails with what it said")
    func neverReady() {
        let error = #expect(throws: RunFailure.self) {
            _ = try StartedProgram(shell, ["-c", "echo no room >&2; exit 3"], ready: "is ready")
        }
        #expect(error?.description.contains("no room") == true)
        #expect(error?.description.contains("ended with 3") == true)
    }

    @Test("a finished program gives its status and its output, in its folder")
    func finished() throws {
        let run = try FinishedProgram(shell, ["-c", "pwd; exit 2"], in: URL(filePath: "/usr"))
        #expect(run.status == 2)
        #expect(String(decoding: run.output, as: UTF8.self) == "/usr\n")
    }

    @Test("a free port is one that needs no privilege")
    func freePort() throws {
        #expect(try FreePort.find() > 1023)
    }
}
